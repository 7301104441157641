INSERT INTO note(id, author, subject, relation, object, sentence, source, topic, confidence, created_ms, state)
    VALUES (1, x'', 'late swarming', 'causes', 'honey shortage', 'Late swarming causes honey shortage.', 'a talk', 'bees', 0.8, 1, 'KNOWN');
INSERT INTO artifact(cid, author, kind, generation, received_ms, peer, wire) VALUES ('bafy1', x'01', 'Memory', 1, 1, '', x'02');
INSERT INTO held(id, cid, author, peer, outbound, gate_check, reason, at_ms, wire) VALUES (1, 'bafy2', 'a', 'p', 0, 2, 'r', 1, x'03');
INSERT INTO trust(author, invited, blocked, good, bad, changed_ms) VALUES (x'01', 1, 0, 2.5, 0.5, 1);
INSERT INTO traffic(id, at_ms, outbound, peer, what, cid, bytes) VALUES (1, 1, 1, 'p', 'Memory', 'bafy1', 512);
INSERT INTO topic_policy(topic, rule) VALUES ('bees', 'SHARE');
INSERT INTO private_word(word) VALUES ('swarm lake');
INSERT INTO name_vector(name, encoder, vector) VALUES ('honey', 'e', x'0405');
