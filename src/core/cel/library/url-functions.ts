import { fail } from '../failure.ts'
import { fn, method, plain } from '../standard/overloads.ts'
import { boolType, listType, mapType, opaqueType, stringType } from '../types.ts'
import type { Value } from '../values.ts'
import type { FunctionDeclaration, Library } from './declaration.ts'
import { walksOnceKeepingSize } from './measures.ts'
import { written } from './work.ts'
import type { Url } from './url.ts'
import { parseRequestUri, parseUrl, UrlError } from './url.ts'

export const urlType = opaqueType('kubernetes.URL')

function url(text: Value): Value {
  const request = parseRequestUri(text as string)
  const parsed = request instanceof UrlError ? request : parseUrl(text as string)
  return parsed instanceof UrlError
    ? fail('InvalidArgument', `URL parse error during conversion from string: ${parsed.message}`)
    : parsed
}

const isUrl = (text: Value): boolean => !(parseRequestUri(text as string) instanceof UrlError)

function part(name: string, id: string, read: (url: Url) => string): FunctionDeclaration {
  return fn(
    name,
    method(id, [urlType], stringType, (value) => read(value as Url), { steps: perPart }),
  )
}

/** No part is longer than the whole, and each of its bytes may be escaped. */
function perPart(value: Value): number {
  return 20 + 5 * (value as Url).length
}

/** Steps of taking a text apart; a byte that stands for itself everywhere takes less. */
function perUrl(text: Value): number {
  const { length } = text as string
  return 300 + (/^[A-Za-z0-9\-_.~/:?&=]*$/.test(text as string) ? written(length) : length * 30)
}

/** `kubernetes.URL`: absolute URIs and paths. @see k8s.io/apiserver/pkg/cel/library/urls.go */
export const urlLibrary: Library = {
  name: 'kubernetes.urls',
  kubernetes: { since: '1.0' },
  get functions() {
    return [
      fn(
        'url',
        plain('string_to_url', [stringType], urlType, url, {
          ...walksOnceKeepingSize,
          steps: perUrl,
        }),
      ),
      fn(
        'isURL',
        // The API server has no entry for it and charges one unit, however long the text is.
        plain('is_url_string', [stringType], boolType, isUrl, {
          steps: perUrl,
        }),
      ),
      part('getScheme', 'url_get_scheme', (value) => value.scheme),
      part('getHost', 'url_get_host', (value) => value.host),
      part('getHostname', 'url_get_hostname', (value) => value.hostname),
      part('getPort', 'url_get_port', (value) => value.port),
      part('getEscapedPath', 'url_get_escaped_path', (value) => value.escapedPath),
      fn(
        'getQuery',
        method('url_get_query', [urlType], mapType(stringType, listType(stringType)), (value) => (value as Url).query, {
          steps: perPart,
        }),
      ),
    ]
  },
}
