INSERT INTO setting(name, value) VALUES ('greeting', 'hello');
