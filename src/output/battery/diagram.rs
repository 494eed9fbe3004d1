//! A sequence diagram of one case, as SVG: <https://www.w3.org/TR/SVG2/>. Whoever took part has a lane, a question is a solid arrow,
//! an answer a dashed one, a remark a note on the lane of whom it is about. Its colours are those of the page around it.

use super::markup::{add, text};
use crate::check::trace::{Actor, Arrow};

/// The lanes, from left to right.
const LANES: &[Actor] = &[Actor::Checker, Actor::Browser, Actor::App, Actor::Provider];
/// From the edge to the first lane, in pixels.
const MARGIN: usize = 64;
/// The height of the names.
const HEAD: usize = 40;
/// The height of a line of text.
const LINE: usize = 15;
/// The width of a letter of the font that text has here, in tenths of a pixel; a reader's own may be a little wider.
const LETTER_TENTHS: usize = 68;
/// The most lines that one text has; the whole is in its title.
const MOST_LINES: usize = 3;

/// The diagram; `name` is what it is called for those who cannot see it.
pub fn svg(arrows: &[Arrow], name: &str) -> String {
    let lanes: Vec<Actor> = LANES.iter().copied().filter(|actor| takes_part(*actor, arrows)).collect();
    let gap = match lanes.len() {
        0..=2 => 460,
        3 => 300,
        _ => 240,
    };
    let width = 2 * MARGIN + gap * lanes.len().saturating_sub(1).max(1);
    let sheet = Sheet { lanes, gap, width };
    let mut body = String::new();
    let mut y = HEAD + 12;
    for arrow in arrows {
        y = match arrow.from == arrow.to {
            true => sheet.remark(&mut body, arrow, y),
            false => sheet.message(&mut body, arrow, y),
        };
    }
    let mut svg = String::new();
    add(
        &mut svg,
        format_args!(
            "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">\n",
            text(name),
            height = y + 8
        ),
    );
    sheet.heads(&mut svg, y);
    svg.push_str(&body);
    svg.push_str("</svg>\n");
    svg
}

fn takes_part(actor: Actor, arrows: &[Arrow]) -> bool {
    arrows.iter().any(|arrow| arrow.from == actor || arrow.to == actor)
}

/// Where everything goes.
struct Sheet {
    lanes: Vec<Actor>,
    gap: usize,
    width: usize,
}

impl Sheet {
    fn x(&self, actor: Actor) -> usize {
        let lane = self.lanes.iter().position(|lane| *lane == actor).unwrap_or_default();
        MARGIN + self.gap * lane
    }

    fn heads(&self, svg: &mut String, bottom: usize) {
        for actor in &self.lanes {
            let (x, name) = (self.x(*actor), actor.name());
            add(
                svg,
                format_args!(
                    "<line class=\"lane\" x1=\"{x}\" y1=\"{HEAD}\" x2=\"{x}\" y2=\"{bottom}\"/>\n\
                     <rect class=\"head\" x=\"{}\" y=\"6\" width=\"100\" height=\"28\" rx=\"6\"/>\n\
                     <text class=\"name\" x=\"{x}\" y=\"25\">{name}</text>\n",
                    x - 50
                ),
            );
        }
    }

    /// One message below `y`; where the next begins.
    fn message(&self, svg: &mut String, arrow: &Arrow, y: usize) -> usize {
        let (from, to) = (self.x(arrow.from), self.x(arrow.to));
        let (left, right) = (from.min(to), from.max(to));
        let lines = wrapped(&arrow.text, letters(right - left - 24));
        let line_y = y + LINE * lines.len() + 8;
        let kind = if arrow.is_answer { "answer" } else { "ask" };
        // the point of the arrow: half a triangle tall, to the left or to the right
        let (base, end) = if to > from { (to - 9, to - 1) } else { (to + 9, to + 1) };
        add(svg, format_args!("<g class=\"{kind}\"><title>{}</title>\n", text(&arrow.text)));
        self.lines(svg, &lines, usize::midpoint(left, right), y);
        add(
            svg,
            format_args!(
                "<line x1=\"{from}\" y1=\"{line_y}\" x2=\"{base}\" y2=\"{line_y}\"/>\n\
                 <path class=\"point\" d=\"M{base} {} L{end} {line_y} L{base} {} Z\"/></g>\n",
                line_y - 5,
                line_y + 5
            ),
        );
        line_y + 12
    }

    /// One note below `y`; where the next begins.
    fn remark(&self, svg: &mut String, arrow: &Arrow, y: usize) -> usize {
        let most = self.gap.clamp(260, 300);
        let lines = wrapped(&arrow.text, letters(most - 20));
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or_default();
        let width = (longest * LETTER_TENTHS / 10 + 24).min(most);
        let half = width / 2;
        let middle = self.x(arrow.from).clamp(half + 4, self.width - half - 4);
        let height = LINE * lines.len() + 10;
        add(
            svg,
            format_args!(
                "<g class=\"note\"><title>{}</title>\n\
                 <rect x=\"{}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\"/>\n",
                text(&arrow.text),
                middle - half
            ),
        );
        self.lines(svg, &lines, middle, y + 3);
        svg.push_str("</g>\n");
        y + height + 10
    }

    fn lines(&self, svg: &mut String, lines: &[String], middle: usize, y: usize) {
        for (place, line) in lines.iter().enumerate() {
            add(
                svg,
                format_args!(
                    "<text x=\"{middle}\" y=\"{}\">{}</text>\n",
                    y + LINE * (place + 1) - 3,
                    text(line)
                ),
            );
        }
    }
}

fn letters(pixels: usize) -> usize {
    (pixels * 10 / LETTER_TENTHS).max(8)
}

/// The text in lines of at most `width` characters, broken after a space or a sign of an address where there is one.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let letters: Vec<char> = text.chars().collect();
    let mut ahead = &letters[..];
    while ahead.len() > width && lines.len() + 1 < MOST_LINES {
        let is_end = |letter: &char| " &?/,;:=".contains(*letter);
        let end = ahead[..width]
            .iter()
            .rposition(is_end)
            .filter(|end| *end >= width / 2)
            .map_or(width, |end| end + 1);
        lines.push(ahead[..end].iter().collect::<String>().trim_end().to_owned());
        ahead = &ahead[end..];
    }
    let mut last: String = ahead.iter().take(width).collect();
    if ahead.len() > width {
        last.pop();
        last.push('…');
    }
    lines.push(last);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::trace::Trace;

    #[test]
    fn who_takes_part_has_a_lane_and_each_message_an_arrow() {
        let trace = Trace::default();
        trace.request(Actor::Browser, Actor::App, "GET /login");
        trace.answer(Actor::App, Actor::Browser, "302 to <provider>");
        trace.remark(Actor::App, "no state");
        let expected = "\
<svg viewBox=\"0 0 588 165\" width=\"588\" height=\"165\" role=\"img\" aria-label=\"A1\">
<line class=\"lane\" x1=\"64\" y1=\"40\" x2=\"64\" y2=\"157\"/>
<rect class=\"head\" x=\"14\" y=\"6\" width=\"100\" height=\"28\" rx=\"6\"/>
<text class=\"name\" x=\"64\" y=\"25\">Browser</text>
<line class=\"lane\" x1=\"524\" y1=\"40\" x2=\"524\" y2=\"157\"/>
<rect class=\"head\" x=\"474\" y=\"6\" width=\"100\" height=\"28\" rx=\"6\"/>
<text class=\"name\" x=\"524\" y=\"25\">App</text>
<g class=\"ask\"><title>GET /login</title>
<text x=\"294\" y=\"64\">GET /login</text>
<line x1=\"64\" y1=\"75\" x2=\"515\" y2=\"75\"/>
<path class=\"point\" d=\"M515 70 L523 75 L515 80 Z\"/></g>
<g class=\"answer\"><title>302 to &lt;provider&gt;</title>
<text x=\"294\" y=\"99\">302 to &lt;provider&gt;</text>
<line x1=\"524\" y1=\"110\" x2=\"73\" y2=\"110\"/>
<path class=\"point\" d=\"M73 105 L65 110 L73 115 Z\"/></g>
<g class=\"note\"><title>no state</title>
<rect x=\"485\" y=\"122\" width=\"78\" height=\"25\" rx=\"3\"/>
<text x=\"524\" y=\"137\">no state</text>
</g>
</svg>
";
        assert_eq!(svg(&trace.arrows(), "A1"), expected);
    }

    #[test]
    fn a_long_text_is_broken_where_an_address_allows_it_and_then_cut() {
        assert_eq!(wrapped("GET /callback?iss=https://a&x=y", 20), ["GET /callback?iss=", "https://a&x=y"]);
        assert_eq!(wrapped("short", 20), ["short"]);
        assert_eq!(wrapped("", 20), [""]);
        let lines = wrapped(&"x".repeat(1000), 20);
        assert_eq!(lines.len(), MOST_LINES);
        assert!(lines.iter().all(|line| line.chars().count() == 20) && lines[2].ends_with('…'), "{lines:?}");
    }

    #[test]
    fn every_actor_has_a_lane() {
        for actor in [Actor::Browser, Actor::App, Actor::Provider, Actor::Checker] {
            let trace = Trace::default();
            trace.remark(actor, "x".repeat(500));
            assert!(LANES.contains(&actor));
            assert!(svg(&trace.arrows(), "x").contains(actor.name()));
        }
        assert!(svg(&[], "x").starts_with("<svg "));
    }
}
