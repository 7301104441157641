INSERT INTO signal(id, type, cause, instruction, response, message, model, created_ms, changed_ms)
    VALUES (1, 'instruction_response', 'thumb', 'Where?', 'There.', 2, 'm', 1, 1);
