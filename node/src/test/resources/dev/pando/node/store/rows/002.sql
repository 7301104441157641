INSERT INTO conversation(id, title, created_ms, changed_ms) VALUES (1, 'Keys', 1, 2);
INSERT INTO message(id, conversation, parent, role, content, state, created_ms, changed_ms)
    VALUES (1, 1, NULL, 'user', 'The spare key is under the blue pot', 'done', 1, 1),
           (2, 1, 1, 'assistant', 'I will keep that in mind', 'done', 2, 2);
UPDATE conversation SET leaf = 2 WHERE id = 1;
