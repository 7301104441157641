-- What an author said that others who are trusted had said before; kept apart from what people liked.
ALTER TABLE trust ADD COLUMN agreed REAL NOT NULL DEFAULT 0;
