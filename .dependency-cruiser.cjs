// The house's rules 1 to 4: who may know whom.
const floors = ['apimachinery', 'schema', 'cel', 'api', 'negotiation', 'placement', 'simulation', 'distribution', 'transformation', 'aggregation', 'store', 'kube', 'sync', 'heartbeat', 'controllers', 'virtualworkspace']

/** A room may import from rooms before it in the list, never from those after it. */
const upward = floors.slice(0, -1).map((room, index) => ({
  name: `${room}-knows-no-later-room`,
  severity: 'error',
  from: { path: `^src/core/${room}/` },
  to: { path: `^src/core/(${floors.slice(index + 1).join('|')})/` },
}))

const pure = floors.filter((room) => !['store', 'kube', 'sync', 'heartbeat', 'controllers', 'virtualworkspace'].includes(room)).join('|')

module.exports = {
  forbidden: [
    ...upward,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'core-knows-no-cli', severity: 'error', from: { path: '^src/core/' }, to: { path: '^src/(cli|commands)/' } },
    {
      name: 'rooms-are-entered-through-their-index',
      severity: 'error',
      from: { path: '^(?:src/core/([^/]+)/|src/cli/|src/commands/)' },
      to: { path: '^src/core/[^/]+/', pathNot: ['^src/core/[^/]+/index\\.ts$', '^src/core/$1/'] },
    },
    { name: 'pure-rooms-do-no-io', severity: 'error', from: { path: `^src/core/(${pure})/` }, to: { dependencyTypes: ['core'] } },
    { name: 'only-kube-and-virtualworkspace-open-sockets', severity: 'error', from: { path: '^src/', pathNot: '^src/core/(kube|virtualworkspace)/' }, to: { path: '^(node:)?(net|http|https|http2|tls|dgram)$' } },
    { name: 'only-store-cli-kube-touch-files', severity: 'error', from: { path: '^src/', pathNot: '^src/(core/(store|kube)|cli)/' }, to: { path: '^(node:)?fs(/promises)?$' } },
    { name: 'only-kube-knows-client-node', severity: 'error', from: { path: '^src/', pathNot: '^src/core/kube/' }, to: { path: '@kubernetes/client-node' } },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsConfig: { fileName: 'tsconfig.json' }, tsPreCompilationDeps: true, enhancedResolveOptions: { extensions: ['.ts', '.js'] } },
}
