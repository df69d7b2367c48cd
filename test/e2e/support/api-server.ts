import { Agent, request as httpsRequest } from 'node:https'
import {
  formatJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '../../../src/core/apimachinery/index.ts'

/** What an API server answered: the status code, the Warning headers and the body as JSON (or as text). */
export type Answer = { status: number; warnings: readonly string[]; body: JsonValue }

/** Plain HTTPS and JSON to one API server on this machine; no client library between the test and the wire. */
export class ApiServer {
  readonly url: string
  readonly token: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false })

  constructor(url: string, token: string) {
    this.url = url
    this.token = token
  }

  /** Sends one request; never throws for an HTTP status, only when nothing answers. */
  async request(
    method: string,
    path: string,
    body?: JsonValue | string,
    type = 'application/json',
    accept = 'application/json',
  ): Promise<Answer> {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : formatJson(body)
    return await new Promise((resolve, reject) => {
      const outgoing = httpsRequest(
        new URL(path, this.url),
        {
          method,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.token}`,
            accept,
            ...(payload === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(payload) }),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8')
            const json = (incoming.headers['content-type'] ?? '').includes('json')
            const warning = incoming.headers['warning']
            resolve({
              status: incoming.statusCode ?? 0,
              warnings: warning === undefined ? [] : warning.split(/, (?=299 )/),
              body: json ? parseJson(text) : text,
            })
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.end(payload)
    })
  }

  /** The body of a successful GET. */
  async get(path: string): Promise<JsonObject> {
    return expectObject(await this.request('GET', path), 200, path)
  }

  /** Creates an object and returns it as stored. */
  async create(path: string, object: JsonValue): Promise<JsonObject> {
    return expectObject(await this.request('POST', path, object), 201, path)
  }
}

function expectObject(answer: Answer, status: number, path: string): JsonObject {
  if (answer.status !== status || !isJsonObject(answer.body))
    throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 2000)}`)
  return answer.body
}
