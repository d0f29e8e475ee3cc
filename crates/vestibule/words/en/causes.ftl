# Sentences: causes
