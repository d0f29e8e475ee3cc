# Sentences: pages
