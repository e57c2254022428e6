// A signing service: the unmodified signing tool, run once as a server (ToolServer.java), or one that runs elsewhere,
// such as `gridpost signer`. Both have the same interface.
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

export class SigningTool {
  /** The one at this address, "http://127.0.0.1:8090". */
  static at(url) {
    const tool = new SigningTool()
    tool.url = url
    return tool
  }

  /** @param packages the folder with node_modules */
  static async start(packages, java = 'java') {
    const tool = new SigningTool()
    const jar = join(packages, 'node_modules/@smartdcc/duis-sign-wrap/dist/tool.jar')
    tool.process = spawn(java, ['-cp', jar, join(here, 'ToolServer.java')], { stdio: ['pipe', 'pipe', 'inherit'] })
    tool.url = await new Promise((resolve, reject) => {
      tool.process.on('error', reject)
      tool.process.on('exit', (code) => reject(new Error(`the signing tool ended with ${code}`)))
      tool.process.stdout.on('data', (text) => {
        const match = /listening (\d+)/.exec(text)
        if (match) resolve(`http://127.0.0.1:${match[1]}`)
      })
    })
    return tool
  }

  /** The signed form; the key follows from the originator of the RequestID. */
  async sign(xml, preserveCounter = true) {
    return this.#ask('sign', { message: Buffer.from(xml).toString('base64'), preserveCounter })
  }

  /** The message without its signature; throws if schema or signature are wrong. */
  async verify(xml) {
    return this.#ask('verify', { message: Buffer.from(xml).toString('base64') })
  }

  stop() {
    this.process?.removeAllListeners('exit')
    this.process?.stdin.end()
  }

  async #ask(path, body) {
    const answer = await fetch(`${this.url}/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    const reply = await answer.json()
    if (answer.status === 200) return Buffer.from(reply.message, 'base64').toString('utf8')
    throw Object.assign(new Error(`${path}: ${reply.error}`), { errorCode: reply.errorCode })
  }
}
