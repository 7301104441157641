package dev.pando.libp2p.quic;

import dev.pando.libp2p.multiformats.Multiaddr;
import dev.pando.libp2p.transport.Connection;
import dev.pando.libp2p.transport.Transport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;

/// Sees a connection from its first packet to the end of its handshake, and tells the listener once what came of it.
final class QuicArrival extends ChannelInboundHandlerAdapter {

    private final QuicSession session;
    private final Transport.Inbound inbound;
    private Multiaddr remote;
    private boolean admitted;
    private boolean told;

    QuicArrival(QuicSession session, Transport.Inbound inbound) {
        this.session = session;
        this.inbound = inbound;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        remote = Multiaddr.quic((InetSocketAddress) ((QuicChannel) context.channel()).remoteSocketAddress());
        admitted = inbound.admits(remote);
        if (!admitted) context.close();
        context.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && admitted && !told) {
            told = true;
            Thread.startVirtualThread(() -> shaken((QuicChannel) context.channel(), handshake));
        }
        context.fireUserEventTriggered(event);
    }

    private void shaken(QuicChannel channel, SslHandshakeCompletionEvent handshake) {
        Connection connection;
        try {
            if (!handshake.isSuccess()) throw new IOException(QuicTls.reason(handshake.cause()), handshake.cause());
            connection = new Connection(session, QuicTransport.peerOf(channel), QuicTransport.local(channel), remote,
                    false, "quic");
        } catch (IOException | RuntimeException e) {
            channel.close();
            inbound.failed(remote, e);
            return;
        }
        inbound.connected(connection);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (admitted && !told) {
            told = true;
            Thread.startVirtualThread(() -> inbound.failed(remote, new IOException("left during the handshake")));
        }
        context.fireChannelInactive();
    }
}
