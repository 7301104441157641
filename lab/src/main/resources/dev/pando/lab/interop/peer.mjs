// An independent peer for interop tests: js-libp2p, told what to do by JSON lines on stdin, answering by JSON lines on
// stdout. Arguments: the address to listen on (or none), and what else to run: mdns, gossip, kad, relay (be one), circuit
// (dial and listen through one), autonat, psk=<swarm key as base64>.
import { createInterface } from 'node:readline'
import { createLibp2p } from 'libp2p'
import { tcp } from '@libp2p/tcp'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify, identifyPush } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { mdns } from '@libp2p/mdns'
import { gossipsub } from '@libp2p/gossipsub'
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { autoNAT } from '@libp2p/autonat'
import { preSharedKey } from '@libp2p/pnet'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { multiaddr } from '@multiformats/multiaddr'
import { peerIdFromString } from '@libp2p/peer-id'
import { createHash } from 'node:crypto'

const ECHO = '/pando/echo/1.0.0'
const [, , listen, ...extras] = process.argv

const has = (extra) => extras.includes(extra)
const psk = extras.find(extra => extra.startsWith('psk='))?.slice('psk='.length)

async function transports () {
  const circuit = has('circuit') ? [circuitRelayTransport({ reservationConcurrency: 1 })] : []
  if (!listen.includes('quic')) return [tcp(), ...circuit]
  const { quic } = await import('@chainsafe/libp2p-quic')
  return [quic(), ...circuit]
}

const node = await createLibp2p({
  addresses: { listen: listen === 'none' ? [] : [listen] },
  transports: await transports(),
  ...(psk != null ? { connectionProtector: preSharedKey({ psk: Buffer.from(psk, 'base64') }) } : {}),
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  // Tests dial more often than five times a second.
  connectionManager: { inboundConnectionThreshold: 1000 },
  connectionGater: { denyDialMultiaddr: () => false },
  peerDiscovery: has('mdns') ? [mdns({ interval: 1000 })] : [],
  services: {
    identify: identify(),
    push: identifyPush({ debounce: 1 }),
    ping: ping(),
    ...(has('gossip') ? { pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) } : {}),
    ...(has('relay') ? { relay: circuitRelayServer({ reservations: { maxReservations: 1000 } }) } : {}),
    ...(has('autonat') ? { autonat: autoNAT() } : {}),
    ...(has('kad')
      ? {
          dht: kadDHT({
            protocol: '/pando/kad/1.0.0',
            clientMode: false,
            peerInfoMapper: passthroughMapper,
            validators: { pando: async () => {} },
            selectors: { pando: () => 0 }
          })
        }
      : {})
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
}, { runOnLimitedConnection: true })

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
  // js allows itself one stream of pings to a peer at a time, and over QUIC our half of the last one may end a little later.
  async ping ({ peer }) {
    const id = peerIdFromString(peer)
    const open = s => s.direction === 'outbound' && s.protocol?.startsWith('/ipfs/ping/')
    while (node.getConnections(id).some(c => c.streams.some(open))) await new Promise(resolve => setTimeout(resolve, 10))
    return { ms: await node.services.ping.ping(id) }
  },
  async echo ({ peer, bytes }) {
    const stream = await node.dialProtocol(peerIdFromString(peer), ECHO, { runOnLimitedConnection: true })
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
  // Reserves a place at a relay.
  async reserve ({ relay }) {
    await node.components.transportManager.listen([multiaddr(relay + '/p2p-circuit')])
    for (;;) {
      const mine = node.getMultiaddrs().map(a => a.toString()).find(a => a.includes('/p2p-circuit'))
      if (mine != null) return { address: mine }
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  },
  async kadPut ({ key, value }) {
    for await (const _ of node.services.dht.put(Buffer.from(key, 'base64'), Buffer.from(value, 'base64'))) continue
    return {}
  },
  async kadGet ({ key }) {
    for await (const event of node.services.dht.get(Buffer.from(key, 'base64'))) {
      if (event.name === 'VALUE') return { value: Buffer.from(event.value).toString('base64') }
    }
    return {}
  },
  async kadProvide ({ key }) {
    for await (const _ of node.services.dht.provide(CID.createV1(0x55, Digest.decode(Buffer.from(key, 'base64'))))) continue
    return {}
  },
  async kadProviders ({ key }) {
    const peers = []
    for await (const event of node.services.dht.findProviders(CID.createV1(0x55, Digest.decode(Buffer.from(key, 'base64'))))) {
      for (const peer of event.providers ?? []) peers.push(peer.id.toString())
    }
    return { peers }
  },
  async kadFind ({ peer }) {
    for await (const event of node.services.dht.findPeer(peerIdFromString(peer))) {
      if (event.name === 'FINAL_PEER') return { addresses: event.peer.multiaddrs.map(a => a.toString()) }
    }
    return { addresses: [] }
  },
  async disconnect ({ peer }) {
    await node.hangUp(peerIdFromString(peer))
    return {}
  }
}

await node.services.dht?.setMode('server')

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
