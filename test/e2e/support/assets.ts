import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Paths of the two programs that make a control plane. */
export type ControlPlaneAssets = { etcd: string; apiserver: string }

const moduleFolder = fileURLToPath(new URL('../control-plane/', import.meta.url))

/**
 * The programs of the control plane: those of `KUBEBUILDER_ASSETS` when it names a folder that holds them, else built
 * once with Go from the versions pinned in test/e2e/control-plane into a cache outside the tree, keyed by go.sum.
 *
 * @throws Error that says what to install when there are neither assets nor Go
 */
export function controlPlaneAssets(say: (line: string) => void): ControlPlaneAssets {
  const given = process.env['KUBEBUILDER_ASSETS']
  if (given !== undefined && given !== '') {
    const assets = { etcd: join(given, 'etcd'), apiserver: join(given, 'kube-apiserver') }
    for (const path of Object.values(assets))
      if (!existsSync(path)) throw new Error(`KUBEBUILDER_ASSETS has no ${path}`)
    return assets
  }
  if (spawnSync('go', ['version']).status !== 0)
    throw new Error(
      'the end-to-end tests need a kube-apiserver: install Go 1.26 or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver (TMCCTL_E2E=skip skips them)',
    )
  const key = createHash('sha256')
    .update(readFileSync(join(moduleFolder, 'go.sum')))
    .digest('hex')
    .slice(0, 16)
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tmcctl', 'control-plane', key)
  mkdirSync(cache, { recursive: true })
  const kubernetes = /k8s\.io\/kubernetes v(\d+)\.(\d+)\.(\d+)/.exec(readFileSync(join(moduleFolder, 'go.mod'), 'utf8'))
  if (kubernetes === null) throw new Error('test/e2e/control-plane/go.mod pins no k8s.io/kubernetes')
  const [, major, minor, patch] = kubernetes
  const version = 'k8s.io/component-base/version'
  const ldflags = `-s -w -X ${version}.gitVersion=v${major}.${minor}.${patch} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`
  return {
    etcd: built('etcd', cache, [], 'go.etcd.io/etcd/server/v3', say),
    apiserver: built('kube-apiserver', cache, ['-ldflags', ldflags], 'k8s.io/kubernetes/cmd/kube-apiserver', say),
  }
}

function built(
  name: string,
  cache: string,
  flags: readonly string[],
  source: string,
  say: (line: string) => void,
): string {
  const path = join(cache, name)
  if (existsSync(path)) return path
  say(`building ${name} (minutes, once) …`)
  const unfinished = `${path}.${process.pid}`
  const run = spawnSync('go', ['build', ...flags, '-o', unfinished, source], {
    cwd: moduleFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (run.status !== 0) throw new Error(`go build ${source} failed`)
  renameSync(unfinished, path)
  return path
}
