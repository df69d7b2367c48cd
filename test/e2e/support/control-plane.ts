import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ControlPlaneAssets } from './assets.ts'
import { ApiServer } from './api-server.ts'

/** A running etcd and kube-apiserver on the loopback interface, and how to end them. */
export type ControlPlane = { server: ApiServer; folder: string; stop(): Promise<void> }

/** The token of the administrator (group system:masters) in every control plane started here. */
export const adminToken = 'tmcctl-admin'

/**
 * Starts etcd and kube-apiserver on free loopback ports with a data folder of their own, and waits until /readyz is ok.
 *
 * @throws Error with the tail of the server's log when it is not ready within `readyWithin` milliseconds
 */
export async function startControlPlane(assets: ControlPlaneAssets, readyWithin = 60_000): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'tmcctl-e2e-'))
  const [etcdPort, securePort] = [await freePort(), await freePort()]
  const children: ChildProcess[] = []
  const stop = async (): Promise<void> => {
    for (const child of children.reverse()) await ended(child)
    rmSync(folder, { recursive: true, force: true })
  }
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const keyFile = join(folder, 'sa.key')
  const tokenFile = join(folder, 'tokens.csv')
  const certificates = join(folder, 'certificates')
  mkdirSync(certificates)
  writeFileSync(keyFile, privateKey, { mode: 0o600 })
  writeFileSync(tokenFile, `${adminToken},admin,admin,system:masters\n`, { mode: 0o600 })
  const etcdUrl = `http://127.0.0.1:${etcdPort}`
  const log = join(folder, 'kube-apiserver.log')
  try {
    children.push(
      run(assets.etcd, join(folder, 'etcd.log'), [
        ...['--data-dir', join(folder, 'etcd'), '--listen-client-urls', etcdUrl, '--advertise-client-urls', etcdUrl],
        ...['--listen-peer-urls', 'http://127.0.0.1:0', '--unsafe-no-fsync'],
      ]),
    )
    children.push(
      run(assets.apiserver, log, [
        `--etcd-servers=${etcdUrl}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${securePort}`,
        `--cert-dir=${certificates}`,
        '--service-cluster-ip-range=10.0.0.0/24',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${keyFile}`,
        `--service-account-signing-key-file=${keyFile}`,
        `--token-auth-file=${tokenFile}`,
        '--authorization-mode=RBAC',
        '--disable-admission-plugins=ServiceAccount',
      ]),
    )
    const server = new ApiServer(`https://127.0.0.1:${securePort}`, adminToken)
    await ready(server, Date.now() + readyWithin, log, children)
    return { server, folder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function ready(
  server: ApiServer,
  deadline: number,
  log: string,
  children: readonly ChildProcess[],
): Promise<void> {
  for (;;) {
    const answer = await server.request('GET', '/readyz').catch(() => undefined)
    if (answer?.status === 200) return
    const dead = children.some((child) => child.exitCode !== null || child.signalCode !== null)
    if (dead || Date.now() > deadline) {
      const tail = readFileSync(log, 'utf8').split('\n').slice(-20).join('\n')
      throw new Error(`the control plane ${dead ? 'ended' : 'was not ready'} before it answered /readyz:\n${tail}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function run(program: string, log: string, args: readonly string[]): ChildProcess {
  const output = openSync(log, 'a')
  return spawn(program, args, { stdio: ['ignore', output, output] })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const forced = setTimeout(() => child.kill('SIGKILL'), 5_000)
  await exit
  clearTimeout(forced)
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
