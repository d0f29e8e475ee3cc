# Sentences: the help centre. The articles themselves stand in `help/en`.

# No markup: article-title, article-search-for.
article-title = Help
article-lead = What to do when something keeps you out, and how to help somebody in.
article-search-for = What are you looking for?
article-search = Search the help
article-for-users = Getting in
article-for-admins = For admins
article-found = { $count ->
    [one] One article fits “<bdi>{ $question }</bdi>”.
   *[other] { $count } articles fit “<bdi>{ $question }</bdi>”.
}
article-found-nothing = No article fits “<bdi>{ $question }</bdi>”. Try one word of it, or go on from here.
article-all = All articles
article-stuck = See what keeps you out
article-stuck-line = Five problems in plain words, each with its way in.
article-contact-line = People read that mail. Put the reference into it, if a page showed you one.
article-written-by = Written by { $name }
article-updated = Updated { $day }
article-reader-admin = For admins
# No markup.
article-contents = In this article
article-question = Did this answer your question?
article-yes = Yes
article-no = No
article-said-yes = You said yes.
article-said-no = You said no.
article-changed-mind = Did you change your mind? Press the other one.
article-question-line = One answer for each browser, kept without your name. There is nothing to type.
article-then = Then go on from here:
article-related = Goes with this
article-read = Read more
article-links = Help with links and codes from mails
article-no-mail = When no mail comes
article-no-mail-line = Where mails go, and how to tell whether ours got through.
article-more = Help: { $title }
notice-article-too-many = So many answers came in that this one wasn't counted.
notice-article-no-cookie = Your browser sends no cookie back, so your answer wasn't counted. Nothing else here needs one.
