package dev.pando.node.consent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrivateThingsTest {

    @Test
    void whatMustNotLeaveIsFoundByItsForm() {
        for (String text : List.of("write to jane.doe+x@mail.example.org", "call +49 30 901820 now",
                "my number: (030) 901-82-00",
                "ring 555-867-5309", "IBAN DE89 3704 0044 0532 0130 00 please", "gb82west12345698765432",
                "card 4111 1111 1111 1111",
                "5500-0000-0000-0004", "sk-abcdefghijklmnop1234567890", "ghp_0123456789abcdefABCDEF0123456789abcd",
                "key 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "-----BEGIN PRIVATE KEY-----",
                "the password is swordfish", "PIN: 4711")) {
            assertTrue(PrivateThings.in(text, List.of()).isPresent(), text);
        }
    }

    @Test
    void ordinarySentencesMayLeave() {
        for (String text : List.of("Marine heatwaves cause coral bleaching.", "In 2020 there were 1,234,567 cases.",
                "The pinnacle of 4,000 m is 300 km away.", "It took from 1914 to 1918.",
                "Version 1.2.3 of RFC 8032 came in 2017.",
                "1234 5678 9012 3456 is no card", "We met on 2024-05-06 at 12:30.",
                "the passwords of users are hashed")) {
            assertEquals(Optional.empty(), PrivateThings.in(text, List.of()), text);
        }
    }

    @Test
    void wordsThatAPersonMarkedAreFoundWholeInAnyCase() {
        assertTrue(PrivateThings.in("I saw ANNA yesterday", List.of("Anna")).isPresent());
        assertTrue(PrivateThings.in("Anna's house", List.of("anna")).isPresent());
        assertEquals(Optional.empty(), PrivateThings.in("Annapolis is a town", List.of("Anna")));
    }
}
