/**
 * What the page does when script runs: arrow keys over the grid, the trace of a cell, before and after, a filter. It only
 * ever sets text, never markup.
 */
export const script = `
(function () {
  'use strict'
  var find = function (selector) { return document.querySelector(selector) }
  var list = function (items) { return Array.prototype.slice.call(items) }
  var data = JSON.parse(document.getElementById('reasons').textContent)
  var scroll = find('.scroll')
  var body = find('#map tbody')
  var rows = list(body.rows)
  var panel = document.getElementById('why')
  var answer = document.getElementById('answer')
  var filter = document.getElementById('filter')
  var chosen = null
  function cells(row) { return list(row.querySelectorAll('td.c')) }
  function shown() { return rows.filter(function (row) { return !row.hidden }) }
  function element(name, text) { var one = document.createElement(name); one.textContent = text; return one }
  function items(texts, make) {
    var all = document.createElement('ul')
    texts.forEach(function (text) { all.appendChild(make(text)) })
    return all
  }
  function item(index) { return element('li', data.texts[index]) }
  function step(indexes) {
    var one = item(indexes[0])
    if (indexes.length > 1) one.appendChild(items(indexes.slice(1), item))
    return one
  }
  function open(cell) {
    if (chosen) chosen.setAttribute('aria-selected', 'false')
    chosen = cell
    cell.setAttribute('aria-selected', 'true')
    var row = data.rows[rows.indexOf(cell.parentNode)]
    var told = row.cells[cells(cell.parentNode).indexOf(cell)]
    var parts = [element('p', cell.getAttribute('aria-label') + '. ' + row.facts), items(told[0], item)]
    if (told[1].length > 0) parts.push(element('h3', 'Everything that was looked at'), items(told[1], step))
    answer.replaceChildren.apply(answer, parts)
    panel.hidden = false
    panel.focus()
  }
  function close() {
    if (panel.hidden) return
    panel.hidden = true
    answer.replaceChildren()
    chosen.setAttribute('aria-selected', 'false')
    var row = chosen.parentNode
    var back = row.hidden ? filter : chosen
    chosen = null
    if (back === filter) filter.focus()
    else focusOn(back)
  }
  function reach(cell) {
    body.querySelectorAll('td.c[tabindex="0"]').forEach(function (one) { one.tabIndex = -1 })
    cell.tabIndex = 0
  }
  function focusOn(cell) {
    reach(cell)
    var isWide = getComputedStyle(find('thead')).position === 'sticky'
    scroll.style.scrollPaddingLeft = cell.parentNode.cells[0].offsetWidth + 'px'
    scroll.style.scrollPaddingTop = (isWide ? find('thead').offsetHeight : 0) + 'px'
    cell.focus()
  }
  body.addEventListener('click', function (event) {
    var cell = event.target.closest('td.c')
    if (cell) { reach(cell); open(cell) }
  })
  body.addEventListener('keydown', function (event) {
    var cell = event.target.closest('td.c')
    if (!cell || event.altKey || event.metaKey || event.shiftKey) return
    var visible = shown()
    var last = cells(cell.parentNode).length - 1
    var column = cells(cell.parentNode).indexOf(cell)
    var row = visible.indexOf(cell.parentNode)
    var isFar = event.ctrlKey
    switch (event.key) {
      case 'ArrowRight': column = isFar ? last : column + 1; break
      case 'ArrowLeft': column = isFar ? 0 : column - 1; break
      case 'ArrowDown': row = isFar ? visible.length - 1 : row + 1; break
      case 'ArrowUp': row = isFar ? 0 : row - 1; break
      case 'PageDown': row += 10; break
      case 'PageUp': row -= 10; break
      case 'Home': column = 0; if (isFar) row = 0; break
      case 'End': column = last; if (isFar) row = visible.length - 1; break
      case 'Enter': case ' ': event.preventDefault(); open(cell); return
      default: return
    }
    event.preventDefault()
    row = Math.max(0, Math.min(visible.length - 1, row))
    focusOn(cells(visible[row])[Math.max(0, Math.min(last, column))])
  })
  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && event.target !== filter) close()
  })
  document.getElementById('close').addEventListener('click', close)
  var words = { after: ', after the change', before: ', before the change', change: ': more or fewer by the change' }
  function paint(view) {
    find('#view').textContent = words[view]
    var most = 1
    var all = list(body.querySelectorAll('td.c'))
    all.forEach(function (cell) { most = Math.max(most, Number(cell.dataset.now), Number(cell.dataset.before)) })
    all.forEach(function (cell) {
      var value = Number(view === 'before' ? cell.dataset.before : cell.dataset.now)
      var change = Number(cell.dataset.now) - Number(cell.dataset.before)
      var text = value === 0 ? '' : String(value)
      if (view === 'change') text = change === 0 ? '' : (change > 0 ? '+' : '\\u2212') + Math.abs(change)
      if (view === 'after' && change !== 0) text = String(value)
      cell.textContent = text
      if (view === 'after' && change !== 0) cell.appendChild(element('i', change > 0 ? '\\u25b2' : '\\u25bc'))
      if (view === 'change' || value === 0) cell.removeAttribute('data-h')
      else cell.dataset.h = String(Math.ceil(10 * value / most))
      cell.classList.toggle('up', change > 0 && view !== 'before')
      cell.classList.toggle('down', change < 0 && view !== 'before')
    })
  }
  document.querySelectorAll('input[name=view]').forEach(function (input) {
    input.addEventListener('change', function () { paint(input.value) })
    if (input.checked) paint(input.value)
  })
  filter.addEventListener('input', function () {
    var wanted = filter.value.trim().toLowerCase()
    rows.forEach(function (row) { row.hidden = wanted !== '' && row.dataset.text.indexOf(wanted) < 0 })
    var left = shown()
    document.getElementById('count').textContent = wanted === '' ? '' : left.length + ' of ' + rows.length
    if (left.length > 0 && !body.querySelector('tr:not([hidden]) td.c[tabindex="0"]')) reach(cells(left[0])[0])
  })
})()
`
