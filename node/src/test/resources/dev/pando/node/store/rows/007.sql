INSERT INTO profile_fact(id, name, value, message, created_ms, changed_ms) VALUES (1, 'home', 'Basel', 1, 1, 1);
