// An independent peer for interop tests: js-libp2p, told what to do by JSON lines on stdin, answering by JSON lines on
// stdout. Arguments: the address to listen on, and what else to run: mdns,
// gossip.
import { createInterface } from 'node:readline'
import { createLibp2p } from 'libp2p'
import { tcp } from '@libp2p/tcp'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify, identifyPush } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { mdns } from '@libp2p/mdns'
import { gossipsub } from '@libp2p/gossipsub'
import { multiaddr } from '@multiformats/multiaddr'
import { peerIdFromString } from '@libp2p/peer-id'
import { createHash } from 'node:crypto'

const ECHO = '/pando/echo/1.0.0'
const [, , listen, ...extras] = process.argv

async function transports () {
  if (!listen.includes('quic')) return [tcp()]
  const { quic } = await import('@chainsafe/libp2p-quic')
  return [quic()]
}

const node = await createLibp2p({
  addresses: { listen: [listen] },
  transports: await transports(),
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  // Tests dial more often than five times a second.
  connectionManager: { inboundConnectionThreshold: 1000 },
  connectionGater: { denyDialMultiaddr: () => false },
  peerDiscovery: extras.includes('mdns') ? [mdns({ interval: 1000 })] : [],
  services: {
    identify: identify(),
    push: identifyPush({ debounce: 1 }),
    ping: ping(),
    ...(extras.includes('gossip') ? { pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) } : {})
  }
})

// Reads to the end of the peer's half. A stream's own iterator never ends if the peer's end came before it was asked for
// (@libp2p/utils 7: it waits for an event that is over), so this looks first.
function readAll (stream) {
  const chunks = []
  return new Promise((resolve, reject) => {
    const done = () => resolve(Buffer.concat(chunks))
    stream.addEventListener('message', (event) => chunks.push(Buffer.from(event.data.subarray())))
    stream.addEventListener('end', done)
    stream.addEventListener('close', (event) => event.error != null ? reject(event.error) : done())
    if (stream.readableEnded) done()
  })
}

async function sendAll (stream, bytes) {
  for (let from = 0; from < bytes.length; from += 32768) {
    if (!stream.send(bytes.subarray(from, from + 32768))) await stream.onDrain()
  }
}

// All of it comes back and the stream is closed: works only if half-close does.
await node.handle(ECHO, async (stream) => {
  const all = await readAll(stream)
  await sendAll(stream, all)
  await stream.close()
})

function say (value) {
  process.stdout.write(JSON.stringify(value) + '\n')
}

const commands = {
  async connect ({ address }) {
    const connection = await node.dial(multiaddr(address))
    return { peer: connection.remotePeer.toString() }
  },
  // What identify has told js about a peer; waits until it has.
  async identified ({ peer, protocol }) {
    for (;;) {
      // Listen before looking: what happens in between must not be missed.
      const update = new Promise(resolve => node.addEventListener('peer:update', resolve, { once: true }))
      const known = await node.peerStore.get(peerIdFromString(peer)).catch(() => undefined)
      if (known?.protocols.includes(protocol) && known.metadata.has('AgentVersion')) {
        return {
          agent: new TextDecoder().decode(known.metadata.get('AgentVersion')),
          addresses: known.addresses.map(a => ({ address: a.multiaddr.toString(), certified: a.isCertified }))
        }
      }
      // js does not tell of every update: look again all the same.
      await Promise.race([update, new Promise(resolve => setTimeout(resolve, 50))])
    }
  },
  // Waits until js has found a peer by itself.
  async discovered ({ peer }) {
    const wanted = peerIdFromString(peer)
    for (;;) {
      const discovery = new Promise(resolve => node.addEventListener('peer:discovery', resolve, { once: true }))
      if (await node.peerStore.has(wanted)) return {}
      await discovery
    }
  },
  async subscribe ({ topic }) {
    node.services.pubsub.subscribe(topic)
    return {}
  },
  async publish ({ topic, text }) {
    await node.services.pubsub.publish(topic, new TextEncoder().encode(text))
    return {}
  },
  // The next message that nobody has asked for yet.
  async heard () {
    while (heard.length === 0) await new Promise(resolve => { wake = resolve })
    return heard.shift()
  },
  async ping ({ peer }) {
    return { ms: await node.services.ping.ping(peerIdFromString(peer)) }
  },
  async echo ({ peer, bytes }) {
    const stream = await node.dialProtocol(peerIdFromString(peer), ECHO)
    const message = Buffer.alloc(bytes, 'pando')
    const back = readAll(stream)
    await sendAll(stream, message)
    await stream.close()
    const hash = (b) => createHash('sha256').update(b).digest('hex')
    const received = await back
    return { bytes: received.length, same: hash(received) === hash(message) }
  },
  // A new protocol: js pushes it to everybody.
  async announce ({ protocol }) {
    await node.handle(protocol, async (stream) => { await stream.close() })
    await node.services.push.push()
    return {}
  },
  async disconnect ({ peer }) {
    await node.hangUp(peerIdFromString(peer))
    return {}
  }
}

const heard = []
let wake = () => {}
node.services.pubsub?.addEventListener('gossipsub:message', (event) => {
  const { msg } = event.detail
  heard.push({ type: msg.type, from: msg.from?.toString(), text: new TextDecoder().decode(msg.data) })
  wake()
})

say({ ready: node.peerId.toString(), addresses: node.getMultiaddrs().map(a => a.toString()) })

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, command, ...options } = JSON.parse(line)
  try {
    say({ id, result: await commands[command](options) })
  } catch (error) {
    say({ id, error: `${error.name}: ${error.message}` })
  }
}).on('close', () => process.exit(0))
