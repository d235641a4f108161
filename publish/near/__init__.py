"""Near-duplicates: which articles carry nearly the same text, on whatever portals.

**What is compared.** The body of an article as its sequence of syllables: what stands between
white space, lower case, without marks, punctuation at its ends and leading zeros of numbers cut
(`hoà,` and `Hòa` are one; `05/10/2021` and `5/10/2021` are one). Lines that are there for visitors
and not part of the text (views, "Nguồn:", "In bài viết") are left out. All runs of three
syllables, each once, are the *shingles* of the text.

**The relation.** Two articles are nearly the same if and only if
1. both have at least `SHORTEST` (50) shingles: shorter ones are never compared with anything;
2. of all shingles that either has, both have at least `THRESHOLD` (70 %): the Jaccard index, counted
   in whole numbers on 64-bit hashes of the shingles. This number is the similarity that is shown;
3. their particulars agree (`publish.near.particulars`): notices of one form with other dates,
   numbers or names are different notices, however long the form is.
The relation is symmetric, and not transitive: A and C may both be near B and not near each other.
It says nothing about a short text that is wholly inside of a long one.

**The earliest.** The cluster of an article is named by the earliest published among itself and
those that are nearly the same as it. It is a reprint (`articles.reprint`) if that is another one.
A date known only to its day, month or year counts from the end of it, no date after all dates;
of equal ones the smaller id is first. So one can always see the two texts that make a reprint one.

**How they are found.** MinHash signatures (rensa) in `BANDS` bands of `ROWS` values; two texts that
have all values of a band in common are candidates, and all candidates are compared in full. What is
told is therefore always true; what is missed is a chance of 5 % at a similarity of exactly 70 %, 1 %
at 75 %, 1 in 1,000 at 80 %. The chance lies in the texts: whatever the order in which articles
come and go, the same articles give the same pairs.

Lives here: all of this (`text`, `particulars` and `signature` are pure, `index` is the tables).
Does not live here: when it is called (`publish.build.near`), how a page shows it.
"""
