// The unmodified signing tool, run once as a server (ToolServer.java).
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

export class SigningTool {
  /** @param packages the folder with node_modules */
  static async start(packages, java = 'java') {
    const tool = new SigningTool()
    const jar = join(packages, 'node_modules/@smartdcc/duis-sign-wrap/dist/tool.jar')
    tool.process = spawn(java, ['-cp', jar, join(here, 'ToolServer.java')], { stdio: ['pipe', 'pipe', 'inherit'] })
    tool.port = await new Promise((resolve, reject) => {
      tool.process.on('error', reject)
      tool.process.on('exit', (code) => reject(new Error(`the signing tool ended with ${code}`)))
      tool.process.stdout.on('data', (text) => {
        const match = /listening (\d+)/.exec(text)
        if (match) resolve(Number(match[1]))
      })
    })
    return tool
  }

  /** The signed form; the key follows from the originator of the RequestID. */
  async sign(xml) {
    return this.#ask('sign', { message: Buffer.from(xml).toString('base64'), preserveCounter: true })
  }

  /** The message without its signature; throws if schema or signature are wrong. */
  async verify(xml) {
    return this.#ask('verify', { message: Buffer.from(xml).toString('base64') })
  }

  stop() {
    this.process.removeAllListeners('exit')
    this.process.stdin.end()
  }

  async #ask(path, body) {
    const answer = await fetch(`http://127.0.0.1:${this.port}/${path}`, { method: 'POST', body: JSON.stringify(body) })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${text.trim()}`)
    return text
  }
}
