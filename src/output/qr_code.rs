//! A QR code for a terminal (ISO/IEC 18004), of half blocks: two modules a character.

use qrcode::{
    EcLevel, QrCode,
    render::unicode::Dense1x2::{self, Dark, Light},
};

/// Black on white, whatever the terminal's own colours (ECMA-48 §8.3.117; white as xterm has it).
const BLACK_ON_WHITE: &str = "\x1b[30;107m";
const PLAIN: &str = "\x1b[0m";

/// The lines of the code of this text, with the quiet zone that the standard wants; none if it does not fit into that many
/// columns and rows, or into any code at all. Without colours it is made for a dark terminal.
pub fn lines(text: &str, (columns, rows): (usize, usize), is_colored: bool) -> Option<Vec<String>> {
    // A screen is read from nearby, so the smallest is the best.
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let mut picture = code.render::<Dense1x2>();
    if !is_colored {
        picture.dark_color(Light).light_color(Dark);
    }
    let picture = picture.quiet_zone(true).build();
    let lines: Vec<String> = picture.lines().map(str::to_owned).collect();
    if lines.len() > rows || lines.iter().any(|line| line.chars().count() > columns) {
        return None;
    }
    match is_colored {
        true => Some(lines.into_iter().map(|line| format!("{BLACK_ON_WHITE}{line}{PLAIN}")).collect()),
        false => Some(lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "https://id.example/device?user_code=WDJB-MJHT";

    #[test]
    fn a_code_is_square_has_its_quiet_zone_and_is_only_made_where_it_fits() {
        let code = lines(TEXT, (80, 24), false).expect("it fits");
        // version 3: 29 modules, and 4 on each side
        assert_eq!((code.len(), code[0].chars().count()), (19, 37));
        assert!(code.iter().all(|line| line.chars().all(|c| "█▀▄ ".contains(c))));
        assert!(code[..2].iter().all(|line| line.chars().all(|c| c == '█')), "the quiet zone is light");
        assert_eq!(lines(TEXT, (37, 19), false), Some(code));
        assert_eq!(lines(TEXT, (36, 24), false), None);
        assert_eq!(lines(TEXT, (80, 18), false), None);
        assert_eq!(lines(&"a".repeat(4000), (1000, 1000), false), None);
    }

    #[test]
    fn in_colour_the_modules_are_what_is_dark() {
        let code = lines(TEXT, (80, 24), true).expect("it fits");
        assert!(code.iter().all(|line| line.starts_with(BLACK_ON_WHITE) && line.ends_with(PLAIN)));
        assert_eq!(code[0], format!("{BLACK_ON_WHITE}{}{PLAIN}", " ".repeat(37)));
    }
}
