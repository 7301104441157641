INSERT INTO conversation(id, title, private, created_ms, changed_ms) VALUES (8, 'Nobody else', 1, 1, 2);
