# Sentences: dev
