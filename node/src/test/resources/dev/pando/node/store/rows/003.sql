INSERT INTO memory(id, kind, text, message, created_ms, changed_ms)
    VALUES (1, 'said', 'The spare key is under the blue pot', 1, 1, 1), (2, 'note', 'Bins go out on Tuesday', NULL, 1, 1);
