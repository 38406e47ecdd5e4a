"""What a text is made of: lines, sentences, words, numbers; nothing yet about anybody."""
