package dev.pando.lab.interop;

import dev.pando.libp2p.Host;
import dev.pando.libp2p.HostPlan;
import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.swarm.NetworkEvent;
import dev.pando.libp2p.swarm.PeerStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// One of ours: a host that echoes, and what has happened to it.
record OurPeer(Identity identity, Host host, BlockingQueue<NetworkEvent> events) implements AutoCloseable {

    static final String ECHO = "/pando/echo/1.0.0";
    static final long PATIENCE_SECONDS = 300;

    static OurPeer start(UnaryOperator<HostPlan> wishes) throws IOException {
        Identity identity = Identity.generate(new SecureRandom());
        Host host = wishes.apply(Host.plan(identity).agent("/pando/0.1.0", "pando/interop")).start();
        BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
        host.swarm().watch(events::add);
        host.handle(ECHO, stream -> {
            byte[] all = stream.in().readAllBytes();
            stream.out().write(all);
        });
        return new OurPeer(identity, host, events);
    }

    void await(String what, Predicate<NetworkEvent> wanted) throws Exception {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            NetworkEvent event = events.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) throw new TimeoutException("waited in vain for " + what);
            if (wanted.test(event)) return;
        }
    }

    void awaitIdentified(PeerId peer) throws Exception {
        await("identify",
                event -> event instanceof NetworkEvent.Identified identified && identified.peer().equals(peer));
    }

    /// Sends so many bytes and expects them back.
    void echo(PeerId peer, int size) throws Exception {
        byte[] message = new byte[size];
        new SecureRandom().nextBytes(message);
        try (PeerStream stream = host.open(peer, ECHO)) {
            CompletableFuture<byte[]> back = inBackground(() -> stream.in().readAllBytes());
            stream.out().write(message);
            stream.closeWrite();
            Scenario.check(Arrays.equals(message, get("an echo", back)),
                    "an echo of " + size + " bytes came back otherwise");
        }
    }

    static <T> CompletableFuture<T> inBackground(java.util.concurrent.Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /// What comes of it, or a complaint that names it.
    static <T> T get(String what, CompletableFuture<T> future) throws Exception {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw (TimeoutException) new TimeoutException("waited in vain for " + what).initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        host.close();
    }
}
