//! The date of a cookie's `Expires`, which is read with more patience than any other date.
//! <https://www.rfc-editor.org/rfc/rfc6265#section-5.1.1>

use jiff::civil::{Date, DateTime, date};

use crate::protocol::time::UnixTime;

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Reads one; `None` if it is none.
pub fn parse(text: &str) -> Option<UnixTime> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    // RFC 6265 §5.1.1 steps 1 and 2: each part is the first of what it can still be
    for token in text.split(is_delimiter).filter(|token| !token.is_empty()) {
        if time.is_none() && clock(token).is_some() {
            time = clock(token);
        } else if day.is_none() && number(token, 1, 2).is_some() {
            day = number(token, 1, 2);
        } else if month.is_none() && month_of(token).is_some() {
            month = month_of(token);
        } else if year.is_none() && number(token, 2, 4).is_some() {
            year = number(token, 2, 4);
        }
    }
    let (hour, minute, second) = time?;
    // steps 3 and 4
    let year = match year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year => year,
    };
    // step 5
    if year < 1601 || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let part = |value: u16| i8::try_from(value).ok();
    let day = Date::new(i16::try_from(year).ok()?, part(month?)?, part(day?)?).ok()?;
    let moment = day.at(part(hour)?, part(minute)?, part(second)?, 0);
    Some(UnixTime(moment.duration_since(EPOCH).as_secs()))
}

/// `delimiter`
fn is_delimiter(character: char) -> bool {
    matches!(character, '\t' | ' '..='/' | ';'..='@' | '['..='`' | '{'..='~')
}

/// So many digits, and then no further one.
fn number(token: &str, least: usize, most: usize) -> Option<u16> {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    if (least..=most).contains(&digits) { token[..digits].parse().ok() } else { None }
}

fn month_of(token: &str) -> Option<u16> {
    let name = token.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == name).and_then(|index| u16::try_from(index + 1).ok())
}

/// `hms-time`, and then no further digit.
fn clock(token: &str) -> Option<(u16, u16, u16)> {
    let mut parts = token.splitn(3, ':');
    let mut whole = || parts.next().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let (hour, minute) = (number(whole()?, 1, 2)?, number(whole()?, 1, 2)?);
    Some((hour, minute, number(parts.next()?, 1, 2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_the_standard_has_it() {
        const MOMENT: Option<UnixTime> = Some(UnixTime(784_111_777));
        for (text, moment) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", MOMENT),
            ("Sunday, 06-Nov-94 08:49:37 GMT", MOMENT),
            ("Sun Nov  6 08:49:37 1994", MOMENT),
            ("6 november 94 8:49:37pm", MOMENT),
            ("08:49:37 6 Nov 1994", MOMENT),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(UnixTime(0))),
            ("Thu, 01-Jan-70 00:00:01 GMT", Some(UnixTime(1))),
            ("Fri, 31 Dec 9999 23:59:59 GMT", Some(UnixTime(253_402_300_799))),
            ("Fri, 31 Dec 9998 23:59:59 GMT", Some(UnixTime(253_370_764_799))),
            ("Mon, 01 Jan 1601 00:00:00 GMT", Some(UnixTime(-11_644_473_600))),
            ("Mon, 01 Jan 1600 00:00:00 GMT", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:00:00 GMT", None),
            ("Sun, 06 Nov 1994 08:49 GMT", None),
            ("Sun, 06 Nov 08:49:37 GMT", None),
            ("06 Nov 19940 08:49:37", None),
            ("0", None),
            ("", None),
            ("é\u{0}:::", None),
        ] {
            assert_eq!(parse(text), moment, "{text}");
        }
    }
}
