// Plays steps as a User's own software would, and has the public tools judge whatever comes back.
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { signPreCommand } from './gbcs.mjs'
import { isSuccess, mmc } from './mmc.mjs'
import { deviceId, fillIn } from './templates.mjs'

// Web services by Command Variant. (DUIS 2)
const SERVICE = { 1: 'serviceS', 2: 'serviceD', 4: 'serviceT', 5: 'serviceS', 8: 'serviceD' }
const PATIENCE_MS = 250

/** RequestID or ResponseID as a text to compare. */
export function idText(id) {
  return id ? `${id.originatorId}:${id.targetId}:${id.counter}`.toUpperCase() : ''
}

export class Run {
  counts = { requests: 0, answers: 0, invalid: 0, steps: 0, good: 0 }
  pushed = []
  waiting = []
  lastOf = {} // signed requests by template
  worldTime = new Date().toISOString() // of the DSP's last message

  /** @param tools {tool, parser, keyStore, keyUsage, home} */
  constructor(config, tools) {
    Object.assign(this, { config, ...tools, counter: BigInt(config.counter ?? Date.now()) })
  }

  // ---- what comes back ----

  /** The User's receive-response service: 204 when the message verifies and parses, else 400. */
  async listen() {
    const { port, path } = this.config.receiver
    this.server = createServer(async (request, response) => {
      const parts = []
      for await (const part of request) parts.push(part)
      if (request.url !== path || !/^application\/xml\b/.test(request.headers['content-type'] ?? '')) {
        return response.writeHead(404).end()
      }
      const message = await this.examine(Buffer.concat(parts).toString('utf8'))
      response.writeHead(message.verified && message.parsed ? 204 : 400).end()
      this.pushed.push(message)
      for (const wake of this.waiting.splice(0)) wake()
    })
    await new Promise((done) => this.server.listen(port, this.config.receiver.host ?? '127.0.0.1', done))
  }

  close() {
    this.server?.close()
    this.server?.closeAllConnections()
  }

  /** Verifies with the signing tool, parses with the DUIS parser. */
  async examine(xml) {
    const message = { verified: false, parsed: false, code: '-', id: '', xml }
    try {
      const bare = await this.tool.verify(xml)
      message.verified = /<([a-z]+:)?Signature[ >]/.test(xml)
      if (!message.verified) message.problem = 'not signed'
      message.duis = this.parser.parseDuis('simplified', bare)
      message.parsed = this.parser.isSimplifiedDuisOutputResponse(message.duis)
      if (!message.parsed) message.problem = 'not what the DUIS parser takes for a response'
      message.code = message.duis.header.responseCode
      message.id = idText(message.duis.header.requestId)
      this.worldTime = message.duis.header.responseDateTime
    } catch (error) {
      message.problem = error.message
    }
    if (!message.verified || !message.parsed) ++this.counts.invalid
    return message
  }

  /** The first pushed message that is wanted and that no other step took; undefined when the time is over. */
  async pushWhere(wanted, seconds = this.config.pushSeconds ?? 60) {
    const until = Date.now() + 1000 * seconds
    for (;;) {
      const found = this.pushed.find((message) => !message.taken && wanted(message))
      if (found) found.taken = true
      if (found || Date.now() > until) return found
      await new Promise((wake) => {
        this.waiting.push(wake)
        setTimeout(wake, PATIENCE_MS)
      })
    }
  }

  // ---- what is sent ----

  async post(path, signed) {
    ++this.counts.requests
    const answer = await fetch(`${this.config.gateway}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/xml' },
      body: signed,
      signal: AbortSignal.timeout(3000),
    })
    const text = await answer.text()
    ++this.counts.answers
    const type = answer.headers.get('content-type') ?? ''
    if (answer.status !== 200 || !/^application\/xml\b/.test(type)) {
      ++this.counts.invalid
      return { verified: false, parsed: false, code: `HTTP ${answer.status}`, id: '', problem: text.trim() }
    }
    return this.examine(text)
  }

  /** Signs the pre-command of an answer and sends it under the same RequestID, in the way of the public client. */
  async sendSigned(answer, request) {
    const { role, keyName } = this.config.gbcsKey ?? {}
    const keys = await this.keyStore.query({
      eui: this.config.users.supplier,
      keyUsage: this.keyUsage.digitalSignature,
      lookup: 'privateKey',
      role: role ?? 2,
    })
    const key = keys?.find((candidate) => candidate.name === (keyName ?? 'Z1-supplier-ds'))
    if (!key) throw new Error(`no GBCS signing key of ${this.config.users.supplier} in the key store`)
    const { header } = this.parser.parseDuis('simplified', request)
    const payload = answer.duis.body.ResponseMessage.PreCommand.GBCSPayload
    const xml = this.parser.constructDuis('simplified', {
      header: { ...header, commandVariant: 5 },
      body: { SignedPreCommand: { GBCSPayload: signPreCommand(payload, key.privateKey) } },
    })
    return this.post(SERVICE[5], await this.tool.sign(xml))
  }

  // ---- rows ----

  /** One line of the story: as expected or not. */
  row(name, expected, message, good = true) {
    const got = message?.code ?? 'nothing'
    const { verified, parsed } = message ?? {}
    const ok = good && got === expected && Boolean(verified && parsed)
    ++this.counts.steps
    if (ok) ++this.counts.good
    console.log(`${ok ? 'ok' : '!!'} ${name.padEnd(78)} ${got}`)
    if (ok) return true
    const mark = (value) => (value ? 'yes' : 'no')
    console.log(`     expected ${expected}; verified: ${mark(verified)}, parsed: ${mark(parsed)}`)
    const problem = message?.problem ?? (message && !good ? 'names something else, or holds something else' : undefined)
    if (problem) console.log(`     ${problem.replaceAll('\n', '\n     ')}`)
    return false
  }

  /** A line about something that is no DUIS message. */
  note(name, done, problem) {
    this.row(name, 'done', { code: done ? 'done' : 'failed', verified: true, parsed: true, problem })
  }

  // ---- steps, by their kind (life/steps.mjs) ----

  async play(step) {
    try {
      await this[step.kind](step)
    } catch (error) {
      this.note(`${step.kind} ${step.template ?? step.code ?? ''}`, false, error.stack)
    }
  }

  async send(step) {
    const name = step.label ? `${step.template} (${step.label})` : step.template
    let signed = step.repeat ? this.lastOf[step.template] : undefined
    signed ??= await this.tool.sign(fillIn(step, this.config, ++this.counter, this))
    this.lastOf[step.template] = signed
    const variant = Number(/CommandVariant>(\d)</.exec(signed)[1])
    const id = idText(this.parser.parseDuis('simplified', signed).header.requestId)
    const answer = await this.post(step.path ?? SERVICE[variant], signed)
    const good = answer.id === id && (step.holds?.(answer.duis.body, this.config) ?? true)
    if (!this.row(name, step.code, answer, good)) return
    const local = answer.duis.body.ResponseMessage?.LocalCommand
    if (local) this.local = { id, command: local.GBCSPayload }
    if (step.signed) {
      const acknowledged = await this.sendSigned(answer, signed)
      if (!this.row(`${name}: signed pre-command`, step.signed, acknowledged, acknowledged.id === id)) return
    }
    if (step.push) await this.answered(name, step, step.returned ? this.local.id : id)
  }

  /** What the Device answered is pushed under the RequestID, and says what it should. */
  async answered(name, step, id) {
    const payload = step.push
    const message = await this.pushWhere((m) => m.id === id)
    const holds = message?.duis && this.parser.isSimplifiedDuisResponseBody_ResponseMessage_X(payload, message.duis.body)
    const good = Boolean(holds) && (await this.says(message, name, step))
    this.row(`${name}: pushed ${payload}`, 'I0', message, good)
  }

  async inWords(name, payload, service) {
    const words = await mmc(this.config.mmc, payload, service)
    appendFileSync(this.config.mmc.log, `== ${name}\n${words}\n`)
    return words
  }

  async says(message, name, { says, partly }) {
    const { GBCSPayload, CINMessage, ServiceReferenceVariant } = message.duis.body.ResponseMessage
    const words = await this.inWords(name, GBCSPayload ?? CINMessage.GBCSPayload, ServiceReferenceVariant)
    const wanted = typeof says === 'function' ? says(this.config) : says
    const good = isSuccess(words) !== Boolean(partly) && [wanted ?? []].flat().every((one) => one.test(words))
    if (!good) message.problem = words
    return good
  }

  #from(message, sender, user) {
    const { originatorId, targetId } = message.duis?.header.responseId ?? {}
    const same = (a, b) => a?.toUpperCase() === b.toUpperCase()
    return same(originatorId, sender) && same(targetId, this.config.users[user])
  }

  /** An alert of a Device reaches the User. */
  async deviceAlert({ code, from, to }) {
    const message = await this.pushWhere((m) => {
      const alert = m.duis?.body.DeviceAlertMessage
      return alert?.AlertCode.toUpperCase() === code && this.#from(m, deviceId(this.config, from), to)
    })
    const name = `alert ${code} of the ${from.toUpperCase()} to the ${to}`
    const words = message && (await this.inWords(name, message.duis.body.DeviceAlertMessage.GBCSPayload))
    this.row(name, 'I0', message, Boolean(words?.includes(`>${code}<`)))
  }

  #idOfLast(template) {
    return idText(this.parser.parseDuis('simplified', this.lastOf[template]).header.requestId)
  }

  /** An alert of the DCC reaches the User and names the Device, or the last request of the template. */
  async dccAlert({ code, to, about, template }) {
    const named = about ? deviceId(this.config, about) : this.#idOfLast(template)
    const message = await this.pushWhere((m) => {
      const alert = m.duis?.body.DCCAlertMessage
      if (alert?.DCCAlertCode !== code || !this.#from(m, this.config.dcc, to)) return false
      return JSON.stringify(alert.DCCAlert).toUpperCase().includes(named)
    })
    this.row(`DCC alert ${code} about ${about ? `the ${about.toUpperCase()}` : template} to the ${to}`, 'I0', message)
  }

  /** The DSP tells that no answer came. */
  async unanswered({ template, code }) {
    const message = await this.pushWhere((m) => m.id === this.#idOfLast(template))
    const bare = this.parser.isSimplifiedDuisResponseBody_ResponseMessage_X('NoBody', message?.duis.body)
    this.row(`${template}: pushed without an answer`, code, message, bare)
  }

  /** Reads the inventory until the Devices behind the hub are these, in these statuses. */
  async inventory({ devices, of, at }) {
    const wanted = Object.entries(devices).map(([name, fields]) => {
      return { DeviceID: deviceId(this.config, name), ...(fields instanceof Object ? fields : { DeviceStatus: fields }) }
    })
    const matches = (found) => {
      return wanted.length === found.length && wanted.every((device) => found.some((other) => has(other, device)))
    }
    const step = { template: '8.2_READ_INVENTORY', set: { DeviceID: deviceId(this.config, of ?? 'chf') } }
    const until = Date.now() + 1000 * (this.config.pushSeconds ?? 60)
    for (;;) {
      const id = `${this.config.users.supplier}:${this.config.dcc}:${++this.counter}`
      const answer = await this.post(SERVICE[8], await this.tool.sign(fillIn(step, this.config, this.counter, this)))
      const found = [answer.duis?.body.ResponseMessage?.DSPInventory?.Device ?? []].flat()
      const good = answer.id === id && matches(found)
      if (!good && answer.verified && answer.parsed && Date.now() < until) {
        await new Promise((wake) => setTimeout(wake, PATIENCE_MS))
        continue
      }
      if (!good) answer.problem ??= found.map((d) => JSON.stringify(d)).join('\n')
      this.row(`${step.template} (${at})`, 'I0', answer, good)
      return
    }
  }

  /** An order to the device process. */
  async order({ words, label }) {
    const named = words.map((word) => this.config.devices[word] ?? word)
    await this.home.order(...named)
    this.note(label, true)
  }

  /** A hand held terminal takes the last local command to its Device and keeps the answer. */
  async deliver({ to, label }) {
    const command = Buffer.from(this.local.command, 'base64').toString('hex')
    const answer = await this.home.order('deliver', deviceId(this.config, to), command)
    this.local.answer = Buffer.from(answer, 'hex').toString('base64')
    this.note(label, answer !== '')
  }

  /** The Devices get another hub: the device process goes on with another world. */
  async exchange({ label }) {
    await this.home.stop()
    await this.home.start(this.config.home.exchanged)
    this.note(label, true)
  }

  // ---- the end ----

  /** Every pushed message was one that the story tells of. */
  checkUnasked() {
    for (const message of this.pushed.filter((m) => !m.taken)) {
      const what = Object.keys(message.duis?.body ?? {})[0] ?? 'message'
      this.row(`pushed though nobody waited for it: ${what} ${message.id}`, 'nothing', { ...message, problem: message.xml })
    }
  }

  /** True if all was as it should be. */
  sumUp() {
    const { requests, answers, invalid, steps, good } = this.counts
    console.log(`${good} of ${steps} steps as they should be`)
    console.log(`${requests} requests, ${answers} answers, ${this.pushed.length} pushed, ${invalid} invalid`)
    return good === steps && invalid === 0
  }
}

function has(device, fields) {
  return Object.entries(fields).every(([element, value]) => {
    return value === null ? device[element] === undefined : device[element]?.toUpperCase() === value.toUpperCase()
  })
}
