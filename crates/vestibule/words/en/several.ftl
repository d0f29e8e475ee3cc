# One page over the people of several organizations, for whoever administers more than one.

nav-several = All organizations
# No markup: several-title.
several-title = People everywhere
several-way = See the people of all organizations you administer
several-organization = Organization
several-all = All organizations
several-closed = Not open in this session
several-closed-line = These ask for more than you have given when you signed in. Open one, and its people are in the list.
several-open = Open it
several-left-out = { $count ->
    [one] One more organization of yours is not looked at here. Choose it on your account page.
   *[other] { $count } more organizations of yours are not looked at here. Choose one on your account page.
}
several-invite = Invite somebody into several organizations
several-where = Into which organizations
several-where-none = Tick at least one.
several-where-many = Tick { $most } at most, and the others after that.
several-send = Send the invitations
several-send-line = One mail from each organization. Whoever is in already stays as they are.
several-came = What came of it for { $email }
several-came-invited = Invited. A mail from there is on its way.
several-came-already = Is in already, and nothing was sent.
