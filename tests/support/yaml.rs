//! Reads the plain part of YAML that our templates are written in: mappings, lists of mappings or texts, plain and block texts.
//! Anything else fails the test, which keeps the templates plain.

use serde_json::{Map, Value};

/// The documents of a file.
pub fn documents(text: &str) -> Vec<Value> {
    text.split("\n---\n").map(|document| Reader::new(document).whole()).collect()
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self { lines: text.lines().collect(), at: 0 }
    }

    fn whole(mut self) -> Value {
        let indent = self.next().map_or(0, |(indent, _)| indent);
        let value = self.block(indent);
        assert_eq!(self.next(), None, "line {} belongs nowhere", self.at + 1);
        value
    }

    /// The next line that says something, with its indentation.
    fn next(&mut self) -> Option<(usize, &'a str)> {
        while let Some(line) = self.lines.get(self.at) {
            let text = line.trim_start();
            if !text.is_empty() && !text.starts_with('#') {
                return Some((line.len() - text.len(), text));
            }
            self.at += 1;
        }
        None
    }

    fn block(&mut self, indent: usize) -> Value {
        match self.next() {
            Some((_, text)) if text.starts_with("- ") => self.list(indent),
            _ => self.mapping(indent, Map::new()),
        }
    }

    fn list(&mut self, indent: usize) -> Value {
        let mut items = Vec::new();
        while let Some((at, text)) = self.next()
            && at == indent
        {
            let item = text.strip_prefix("- ").expect("an item of a list");
            self.at += 1;
            items.push(match item.split_once(": ") {
                Some(_) => {
                    let mut first = Map::new();
                    self.member(item, indent + 2, &mut first);
                    self.mapping(indent + 2, first)
                }
                None => self.scalar(item, indent),
            });
        }
        items.into()
    }

    fn mapping(&mut self, indent: usize, mut members: Map<String, Value>) -> Value {
        while let Some((at, text)) = self.next()
            && at == indent
        {
            self.at += 1;
            self.member(text, indent, &mut members);
        }
        members.into()
    }

    fn member(&mut self, text: &str, indent: usize, members: &mut Map<String, Value>) {
        let (name, value) = text.split_once(':').unwrap_or_else(|| panic!("no member: {text}"));
        let value = match value.trim() {
            "" => {
                let (inner, _) = self.next().expect("something belongs to a name");
                assert!(inner > indent, "nothing belongs to {name}");
                self.block(inner)
            }
            value => self.scalar(value, indent),
        };
        assert!(members.insert(name.to_owned(), value).is_none(), "{name} twice");
    }

    fn scalar(&mut self, text: &str, indent: usize) -> Value {
        if text != "|" {
            assert!(!text.starts_with(['&', '*', '!', '>', '{', '\'', '@', '`', '%']), "not plain: {text}");
            return text.trim_matches('"').into();
        }
        let mut lines = Vec::new();
        while let Some(line) = self.lines.get(self.at).filter(|line| line.is_empty() || deeper(line, indent))
        {
            lines.push(*line);
            self.at += 1;
        }
        let inner =
            lines.iter().filter(|line| !line.is_empty()).map(|line| indent_of(line)).min().unwrap_or(0);
        let lines: Vec<&str> = lines.iter().map(|line| line.get(inner..).unwrap_or_default()).collect();
        format!("{}\n", lines.join("\n").trim_end()).into()
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn deeper(line: &str, indent: usize) -> bool {
    indent_of(line) > indent
}
