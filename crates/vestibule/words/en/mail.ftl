# Sentences: mail
