//! The statements on the office's database: one text for every store.

/// Appends an entry if, and only if, the head is still the one it was decided on.
pub(super) const APPEND: &str = "INSERT INTO entry (seq, prev, link, body, signature) \
    SELECT $1, $2, $3, $4, $5 \
    WHERE $1 = 0 AND NOT EXISTS (SELECT 1 FROM entry) \
    OR EXISTS (SELECT 1 FROM entry WHERE seq = $1 - 1 AND link = $2 \
               AND NOT EXISTS (SELECT 1 FROM entry WHERE seq = $1))";
pub(super) const READ_AFTER: &str =
    "SELECT seq, body, signature FROM entry WHERE seq > $1 ORDER BY seq LIMIT $2";
/// Many entries in one row, as lines: a row each would cost more than reading what is in it. Strict JSON has no line
/// break in it; where there is one, or anything else is odd, the entries are read row by row.
pub(super) const READ_PAGE: &str = "SELECT count(*), \
    CAST(group_concat(CAST(body AS TEXT), char(10)) AS BLOB), \
    CAST(group_concat(CAST(signature AS TEXT), '') AS BLOB) \
    FROM (SELECT body, signature FROM entry WHERE seq > $1 ORDER BY seq LIMIT $2)";
/// Every row there is, whatever sort of value somebody has put into it: the bytes of a text are its bytes.
pub(super) const EVERY_ROW: &str = "SELECT coalesce(CAST(seq AS TEXT), 'NULL'), coalesce(CAST(prev AS BLOB), x''), \
    coalesce(CAST(link AS BLOB), x''), coalesce(CAST(body AS BLOB), x''), coalesce(CAST(signature AS BLOB), x'') \
    FROM entry ORDER BY seq";
pub(super) const LINK_AT: &str = "SELECT link FROM entry WHERE seq = $1";
pub(super) const KEEP: &str =
    "INSERT INTO content (digest, bytes) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
pub(super) const CONTENT: &str = "SELECT bytes FROM content WHERE digest = $1";
