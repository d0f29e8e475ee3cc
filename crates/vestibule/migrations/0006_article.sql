-- Whether an article answered the question: one answer for each browser and article. The browser is a keyed hash that
-- is another one for every article, so that nobody can read here what somebody reads.
create table article_answers (
    slug text not null,
    browser {{bytes}} not null,
    helped boolean not null,
    at bigint not null,
    primary key (slug, browser)
);
create index article_answers_by_age on article_answers (at);

-- What they come to: one row for each article, kept when the answers are forgotten.
create table article_counts (
    slug text primary key,
    yes bigint not null,
    no bigint not null,
    last_at bigint not null
);
