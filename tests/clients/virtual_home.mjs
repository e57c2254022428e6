// The Devices of the home: the device process, which the story may stop, start with another world, and give orders.
import { execFile, spawn } from 'node:child_process'
import { appendFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

export class VirtualHome {
  /** @param setup {command, data, log, arguments}: the gridpost command and what it needs besides world and data */
  constructor(setup) {
    this.setup = setup
    writeFileSync(setup.log, '')
  }

  /** Returns when the Devices can be reached. */
  async start(world) {
    const { command, data, log } = this.setup
    this.process = spawn(command, ['devices', '--world', world, '--data', data, ...this.setup.arguments])
    await new Promise((done, fail) => {
      let seen = ''
      const take = (text) => {
        appendFileSync(log, text)
        seen = (seen + text).slice(-100)
        if (/^ready$/m.test(seen)) done()
      }
      this.process.stdout.on('data', take)
      this.process.stderr.on('data', take)
      this.process.on('error', fail)
      this.process.on('exit', (code) => fail(new Error(`gridpost devices ended with ${code}, see ${log}`)))
    })
  }

  async stop() {
    if (!this.process || this.process.exitCode !== null) return
    const ended = new Promise((done) => this.process.on('exit', done))
    this.process.kill()
    await ended
  }

  /** What the order prints; throws what went wrong. */
  async order(...words) {
    try {
      const { stdout } = await run(this.setup.command, ['devices', ...words, '--data', this.setup.data])
      return stdout.trim()
    } catch (error) {
      throw new Error(`devices ${words.join(' ')}: ${error.stderr?.trim() || error.message}`)
    }
  }
}
