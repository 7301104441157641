package dev.pando.libp2p.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.gossipsub.Message;
import dev.pando.libp2p.gossipsub.SignedMessages;
import dev.pando.libp2p.identity.Identity;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GenuineMessagesTest {

    private static final Identity ALICE = Identity.ofSeed(new byte[32]);

    private final AtomicInteger checks = new AtomicInteger();
    private final GenuineMessages messages = new GenuineMessages(message -> {
        checks.incrementAndGet();
        return SignedMessages.isGenuine(message);
    });

    private static Message message(long seqno) {
        return SignedMessages.sign(ALICE, seqno, "weather", new byte[]{1});
    }

    @Test
    void aCopyIsNotCheckedAgain() {
        for (int i = 0; i < 5; i++) assertTrue(messages.isGenuine(message(1)));
        assertEquals(1, checks.get());
        assertTrue(messages.isGenuine(message(2)));
        assertEquals(2, checks.get());
    }

    @Test
    void aForgeryWithTheIdOfAGenuineMessageIsCheckedAndRefused() {
        Message good = message(1);
        assertTrue(messages.isGenuine(good));
        byte[] wire = good.wire().clone();
        wire[wire.length - 1] ^= 1;
        Message forged = new Message(good.id(), good.topic(), good.from(), good.seqno(), new byte[]{2}, wire);
        assertFalse(messages.isGenuine(forged));
        assertFalse(messages.isGenuine(forged), "and is not believed the second time");
    }

    @Test
    void soManyAreRememberedAndNotOneMore() {
        for (int i = 0; i <= GenuineMessages.REMEMBERED_MAX; i++) messages.isGenuine(message(i));
        int before = checks.get();
        messages.isGenuine(message(GenuineMessages.REMEMBERED_MAX));
        messages.isGenuine(message(1));
        assertEquals(before, checks.get());
        messages.isGenuine(message(0));
        assertEquals(before + 1, checks.get());
    }
}
