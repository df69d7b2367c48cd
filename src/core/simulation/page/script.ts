/**
 * What the page does when script runs: arrow keys over the grid, the reasons of a cell, before and after, a filter. It only
 * ever sets text, never markup.
 */
export const script = `
(function () {
  'use strict'
  var reasons = JSON.parse(document.getElementById('reasons').textContent)
  var body = document.querySelector('#map tbody')
  var rows = Array.prototype.slice.call(body.rows)
  var answer = document.getElementById('answer')
  var chosen = null
  function cells(row) { return Array.prototype.slice.call(row.querySelectorAll('td.c')) }
  function element(name, text) { var one = document.createElement(name); one.textContent = text; return one }
  function show(cell, moveFocus) {
    if (chosen) chosen.removeAttribute('aria-selected')
    chosen = cell
    cell.setAttribute('aria-selected', 'true')
    var row = rows.indexOf(cell.parentNode)
    var list = reasons[row][cells(cell.parentNode).indexOf(cell)]
    var items = document.createElement('ul')
    list.forEach(function (reason) { items.appendChild(element('li', reason)) })
    answer.replaceChildren(element('p', cell.getAttribute('aria-label')), items)
    if (moveFocus) document.getElementById('why').scrollIntoView({ block: 'nearest' })
  }
  function focusOn(cell) {
    body.querySelectorAll('td.c[tabindex="0"]').forEach(function (one) { one.tabIndex = -1 })
    cell.tabIndex = 0
    cell.focus()
  }
  body.addEventListener('click', function (event) {
    var cell = event.target.closest('td.c')
    if (cell) { focusOn(cell); show(cell, true) }
  })
  body.addEventListener('keydown', function (event) {
    var cell = event.target.closest('td.c')
    if (!cell) return
    var visible = rows.filter(function (row) { return !row.hidden })
    var column = cells(cell.parentNode).indexOf(cell)
    var row = visible.indexOf(cell.parentNode)
    var last = cells(cell.parentNode).length - 1
    switch (event.key) {
      case 'ArrowRight': column = Math.min(last, column + 1); break
      case 'ArrowLeft': column = Math.max(0, column - 1); break
      case 'ArrowDown': row = Math.min(visible.length - 1, row + 1); break
      case 'ArrowUp': row = Math.max(0, row - 1); break
      case 'Home': column = 0; break
      case 'End': column = last; break
      case 'Enter': case ' ': show(cell, true); event.preventDefault(); return
      default: return
    }
    event.preventDefault()
    focusOn(cells(visible[row])[column])
  })
  function paint(view) {
    var most = 1
    var all = rows.map(cells)
    all.forEach(function (list) { list.forEach(function (cell) {
      most = Math.max(most, Number(cell.dataset.now), Number(cell.dataset.before || 0))
    }) })
    all.forEach(function (list) { list.forEach(function (cell) {
      var now = Number(cell.dataset.now)
      var before = cell.dataset.before === undefined ? now : Number(cell.dataset.before)
      var value = view === 'before' ? before : now
      var change = now - before
      cell.textContent = view === 'change' ? (change === 0 ? '' : (change > 0 ? '+' : '') + change) : value === 0 ? '' : String(value)
      var heat = view === 'change' ? 0 : value === 0 ? 0 : 0.2 + 0.8 * value / most
      cell.style.setProperty('--h', heat.toFixed(2))
      cell.classList.toggle('full', heat > 0.55)
      cell.classList.toggle('up', change > 0)
      cell.classList.toggle('down', change < 0)
    }) })
  }
  document.querySelectorAll('input[name=view]').forEach(function (input) {
    input.addEventListener('change', function () { paint(input.value) })
  })
  var filter = document.getElementById('filter')
  filter.addEventListener('input', function () {
    var wanted = filter.value.trim().toLowerCase()
    var count = 0
    rows.forEach(function (row) {
      row.hidden = wanted !== '' && row.dataset.text.indexOf(wanted) < 0
      if (!row.hidden) count++
    })
    document.getElementById('count').textContent = wanted === '' ? '' : count + ' of ' + rows.length
    var first = rows.filter(function (row) { return !row.hidden })[0]
    if (first && !body.querySelector('tr:not([hidden]) td.c[tabindex="0"]')) {
      body.querySelectorAll('td.c[tabindex="0"]').forEach(function (one) { one.tabIndex = -1 })
      cells(first)[0].tabIndex = 0
    }
  })
  paint('after')
})()
`
