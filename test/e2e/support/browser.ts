import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** The system's own browser; $CHROME names another; undefined when there is none. */
export const browserPath = [
  process.env['CHROME'] ?? '',
  ...['chromium', 'chromium-browser', 'google-chrome', 'chrome'].flatMap((name) =>
    (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)),
  ),
].find((path) => path !== '' && existsSync(path))

type Message = {
  id?: number
  sessionId?: string
  method?: string
  params?: Values
  result?: Values
  error?: { message: string }
}
type Values = { [name: string]: unknown }

/** A headless browser, spoken to over a pipe of its DevTools protocol: no port, no network. */
export class Browser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tmcctl-browser-'))
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, (message: Message) => void>()
  readonly #events: Message[] = []
  #listeners: ((message: Message) => void)[] = []
  #last = 0
  #said = ''

  constructor(path: string) {
    const args = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe']
    this.#process = spawn(path, [...args, `--user-data-dir=${this.#folder}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    })
    this.#process.stderr?.on('data', (chunk: Buffer) => (this.#said = (this.#said + chunk.toString()).slice(-2000)))
    const answers = this.#process.stdio[4] as Readable
    let rest = ''
    answers.setEncoding('utf8').on('data', (chunk: string) => {
      const texts = (rest + chunk).split('\0')
      rest = texts.pop() ?? ''
      for (const text of texts) this.#receive(JSON.parse(text) as Message)
    })
    this.#process.on('exit', () => {
      const message = `the browser ended: ${this.#said}`
      for (const answer of this.#waiting.values()) answer({ error: { message } })
      this.#waiting.clear()
    })
  }

  /** Opens a file in a tab of its own. */
  async open(url: string): Promise<Tab> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true })
    const tab = new Tab(this, String(sessionId), String(targetId))
    for (const domain of ['Page', 'Runtime', 'Network', 'Log', 'Accessibility']) await tab.send(`${domain}.enable`)
    const loaded = this.event('Page.loadEventFired', tab.session)
    await tab.send('Page.navigate', { url })
    await loaded
    return tab
  }

  /** Sends one command and waits for its answer. */
  async send(method: string, params: Values = {}, sessionId?: string): Promise<Values> {
    const id = ++this.#last
    const answer = await new Promise<Message>((resolve) => {
      this.#waiting.set(id, resolve)
      const text = JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })
      ;(this.#process.stdio[3] as Writable).write(`${text}\0`)
    })
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result ?? {}
  }

  /** The next event of a name in a tab. */
  event(method: string, sessionId: string): Promise<Values> {
    return new Promise((resolve) => {
      const listener = (message: Message): void => {
        if (message.method !== method || message.sessionId !== sessionId) return
        this.#listeners = this.#listeners.filter((one) => one !== listener)
        resolve(message.params ?? {})
      }
      this.#listeners.push(listener)
    })
  }

  /** What a tab told of its own accord so far. */
  told(method: string, sessionId: string): Values[] {
    return this.#events
      .filter((one) => one.method === method && one.sessionId === sessionId)
      .map(({ params }) => params ?? {})
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    await this.send('Browser.close').catch(() => undefined)
    const forced = setTimeout(() => this.#process.kill('SIGKILL'), 5_000)
    if (this.#process.exitCode === null && this.#process.signalCode === null) await ended
    clearTimeout(forced)
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      this.#events.push(message)
      for (const listener of this.#listeners) listener(message)
      return
    }
    this.#waiting.get(message.id)?.(message)
    this.#waiting.delete(message.id)
  }
}

const keys = new Map<string, { code: string; windowsVirtualKeyCode: number; text?: string }>([
  ['Tab', { code: 'Tab', windowsVirtualKeyCode: 9 }],
  ['Enter', { code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' }],
  [' ', { code: 'Space', windowsVirtualKeyCode: 32, text: ' ' }],
  ['Escape', { code: 'Escape', windowsVirtualKeyCode: 27 }],
  ['PageUp', { code: 'PageUp', windowsVirtualKeyCode: 33 }],
  ['PageDown', { code: 'PageDown', windowsVirtualKeyCode: 34 }],
  ['End', { code: 'End', windowsVirtualKeyCode: 35 }],
  ['Home', { code: 'Home', windowsVirtualKeyCode: 36 }],
  ['ArrowLeft', { code: 'ArrowLeft', windowsVirtualKeyCode: 37 }],
  ['ArrowUp', { code: 'ArrowUp', windowsVirtualKeyCode: 38 }],
  ['ArrowRight', { code: 'ArrowRight', windowsVirtualKeyCode: 39 }],
  ['ArrowDown', { code: 'ArrowDown', windowsVirtualKeyCode: 40 }],
])

const modifiers = { Shift: 8, Control: 2 }

/** A node as assistive technology is told of it. */
export type AccessibleNode = { role: string; name: string; states: Map<string, unknown> }

/** One page in a browser. */
export class Tab {
  readonly #browser: Browser
  readonly session: string
  readonly #target: string

  constructor(browser: Browser, session: string, target: string) {
    this.#browser = browser
    this.session = session
    this.#target = target
  }

  send(method: string, params: Values = {}): Promise<Values> {
    return this.#browser.send(method, params, this.session)
  }

  told(method: string): Values[] {
    return this.#browser.told(method, this.session)
  }

  /** The value of an expression in the page, as JSON carries it. */
  async value<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    })
    if (exceptionDetails !== undefined) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`)
    return (result as { value: T }).value
  }

  /** Presses keys as a keyboard does, one after another; `Shift+Tab` holds one down meanwhile. */
  async press(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const [held, key] = /^(?:(Shift|Control)\+)?(.+)$/.exec(name)?.slice(1) ?? []
      const event = keys.get(key ?? '')
      if (event === undefined) throw new Error(`there is no key ${name}`)
      const { text, ...codes } = event
      const down = { key, ...codes, modifiers: held === undefined ? 0 : modifiers[held as keyof typeof modifiers] }
      await this.send('Input.dispatchKeyEvent', {
        type: text ? 'keyDown' : 'rawKeyDown',
        ...down,
        ...(text && { text }),
      })
      await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...down })
    }
  }

  /** Clicks the middle of the first element of a selector, as a mouse does. */
  async click(selector: string): Promise<void> {
    const place = `(function () { var one = document.querySelector(${JSON.stringify(selector)}); one.scrollIntoView({ block: 'center', inline: 'center' }); var box = one.getBoundingClientRect(); return { x: box.x + box.width / 2, y: box.y + box.height / 2 } })()`
    const at = { ...(await this.value<{ x: number; y: number }>(place)), button: 'left', clickCount: 1 }
    await this.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at })
    await this.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at })
  }

  /** The tree that a screen reader reads, without what it passes over. */
  async accessibleNodes(): Promise<AccessibleNode[]> {
    const { nodes } = await this.send('Accessibility.getFullAXTree')
    type Node = {
      ignored: boolean
      role?: { value: string }
      name?: { value: string }
      properties?: { name: string; value: { value: unknown } }[]
    }
    return (nodes as Node[])
      .filter(({ ignored }) => !ignored)
      .map(({ role, name, properties = [] }) => ({
        role: role?.value ?? '',
        name: name?.value ?? '',
        states: new Map(properties.map((one) => [one.name, one.value.value])),
      }))
  }

  /** How a reader has set up their system. */
  async prefer(features: { readonly [name: string]: string }, media = ''): Promise<void> {
    const list = Object.entries(features).map(([name, value]) => ({ name, value }))
    await this.send('Emulation.setEmulatedMedia', { media, features: list })
  }

  /** The size of the window in CSS pixels; a page at 200 % has half of them. */
  async resize(width: number, height: number, zoom = 1): Promise<void> {
    await this.send('Emulation.setDeviceMetricsOverride', {
      width: Math.round(width / zoom),
      height: Math.round(height / zoom),
      deviceScaleFactor: zoom,
      mobile: false,
    })
  }

  /** A picture of the page, PNG. */
  async picture(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true })
    return Buffer.from(String(data), 'base64')
  }

  async close(): Promise<void> {
    await this.#browser.send('Target.closeTarget', { targetId: this.#target })
  }
}
