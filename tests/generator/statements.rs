//! Statements and whole programs.

use super::{Generator, Node, Place, Program, render};

impl Generator {
    /// Functions first, then statements, then a line that shows what has become of the variables.
    pub fn program(&mut self) -> Program {
        let place = Place { room: 3, in_function: false, in_loop: false, beside: false };
        let mut nodes = Vec::new();
        if self.rng.once_in(3) {
            nodes.push(self.options());
        }
        for number in 0..self.rng.below(4) {
            let function = self.function(number);
            nodes.push(function);
            self.functions = number + 1;
        }
        if !self.rng.once_in(4) {
            nodes.push(Node::line(format!("a=x b={} c= i={} j=0", self.small(), self.number())));
            nodes.push(Node::line(format!("d={} k=2; echo \"$a $d\" > f1", self.small())));
        }
        if !self.rng.once_in(3) {
            nodes.push(Node::line(format!("set -- one{}", self.words(4))));
        }
        if self.rng.once_in(4) {
            nodes.push(self.trap());
        }
        let most = 4 + self.rng.below(9);
        nodes.extend((0..most).map(|_| self.statement(place)));
        if !self.rng.once_in(4) {
            nodes.push(Node::line("echo \"end $? $a|$b|$c|$d|$i|$j|$k|$#|$*\""));
        }
        Program(nodes)
    }

    /// `f0` and so on; one in four calls itself with a smaller number.
    fn function(&mut self, number: usize) -> Node {
        let place = Place { room: 2, in_function: true, in_loop: false, beside: false };
        let mut body = self.body(place);
        let mut text = String::new();
        render(&body, &mut text);
        self.files |= ["f1", "lib"].iter().any(|file| text.contains(file));
        let name = format!("f{number}");
        if self.rng.once_in(4) {
            let depth = self.rng.pick(&["1", "2", "3"]);
            body.insert(0, Node::line(format!("[ ${{deep{number}:-0}} -lt {depth} ] || return {depth}")));
            body.insert(1, Node::line(format!("deep{number}=$((${{deep{number}:-0}} + 1))")));
            body.push(Node::line(format!("{name}{}", self.words(2))));
        }
        match self.rng.below(5) {
            0 => Node::block(format!("{name}() ("), body, ")"),
            1 => Node::block(format!("{name}() {{"), body, "} 2> /dev/null"),
            _ => Node::block(format!("{name}() {{"), body, "}"),
        }
    }

    fn trap(&mut self) -> Node {
        let action = match self.rng.below(4) {
            0 => "echo bye $?; false".into(),
            1 => format!("echo out; exit {}", self.rng.below(5)),
            2 => "(exit 3); echo \"bye $a\"".into(),
            _ => self.print(),
        };
        Node::line(format!("trap {} EXIT", quoted(&action)))
    }

    fn options(&mut self) -> Node {
        Node::line(
            self.rng.pick(&["set -e", "set -e", "set -u", "set -eu", "set +e", "set -f", "set +u", "set +f"]),
        )
    }

    fn body(&mut self, place: Place) -> Vec<Node> {
        let inner = Place { room: place.room.saturating_sub(1), ..place };
        (0..=self.rng.below(3)).map(|_| self.statement(inner)).collect()
    }

    fn statement(&mut self, place: Place) -> Node {
        if place.room > 0 && self.rng.once_in(3) {
            return self.compound(place);
        }
        match self.rng.below(30) {
            0..=5 => Node::line(self.assignment()),
            6..=9 => Node::line(self.print()),
            10 | 11 => Node::line("echo \"status $?\""),
            12 | 13 => Node::line(self.condition(1)),
            14 | 15 => {
                let end = self.leave(place).unwrap_or_else(|| self.print());
                Node::line(format!("{} {} {end}", self.condition(1), self.rng.pick(&["&&", "||"])))
            }
            16 | 17 => Node::line(self.call().unwrap_or_else(|| self.print())),
            18 => {
                Node::line(format!("{} || {}", self.call().unwrap_or_else(|| "false".into()), self.print()))
            }
            // In a loop the parameters might double with every round.
            19 if place.in_loop => Node::line(format!("set -- x{}", self.rng.pick(&["", " y", " 'a b' 3"]))),
            19 => Node::line(format!("set --{}", self.words(4))),
            20 => Node::line(self.rng.pick(&[
                "[ $# -gt 0 ] && shift",
                "[ $# -lt 2 ] || shift 2",
                "command shift",
                "shift",
            ])),
            21 => self.options(),
            22 => Node::line(format!(
                ": \"${{{}:={}}}\"",
                self.text_name(),
                self.rng.pick(&["x", "a b", "$i", "''"])
            )),
            23 => self.read(),
            24 => self.builtin(place),
            25 => self.eval(place),
            26 => self.file(place),
            27 => Node::line(format!(
                "{} {}",
                self.assignment(),
                self.rng.pick(&["true", ":", "false", "eval :", "command :"])
            )),
            28 => Node::line(self.leave(place).unwrap_or_else(|| self.assignment())),
            _ => Node::line(format!("! {{ {}; }}", self.condition(0))),
        }
    }

    /// A way out of what stands round the place; seldom out of the script.
    fn leave(&mut self, place: Place) -> Option<String> {
        let number = self.rng.below(5);
        match self.rng.below(16) {
            0..=6 if place.in_loop => {
                Some(self.rng.pick(&["break", "continue", "break 2", "continue 2"]).into())
            }
            7..=13 if place.in_function => {
                Some(self.rng.pick(&["return", "return 0", "return 3", "return $?", "return $i"]).into())
            }
            14 => Some(format!("exit {number}")),
            15 => Some(self.rng.pick(&["exit", "exit $?", "exit $i"]).into()),
            _ => None,
        }
    }

    fn builtin(&mut self, place: Place) -> Node {
        let (name, word) = (self.text_name(), self.word());
        Node::line(match self.rng.below(9) {
            0 | 1 if place.in_function => format!("local {name}={word}"),
            2 if place.in_function => format!("local {name}"),
            0..=2 => format!("export {name}={word}"),
            3 | 4 => format!("unset {name}"),
            5 => format!("(readonly {name}={word}; {name}=2; echo \"no ${name}\"); echo $?"),
            6 => format!("printf '%s,%d;\\n' {word} $(({}))", self.arithmetic(1)),
            7 => format!("command -v {} > /dev/null", self.rng.pick(&["f0", ":", "echo", "nosuchthing"])),
            _ => self
                .rng
                .pick(&["nosuchthing", "IFS=:", "IFS=' '", "unset IFS", "times > /dev/null", "umask 022"])
                .into(),
        })
    }

    fn read(&mut self) -> Node {
        let names = self.rng.pick(&["a", "a b", "b c d", "d i"]);
        let line =
            self.rng.pick(&["one two three four", "  p:q r  ", "x", "", "$a and $i", "back\\slash \\$a"]);
        let end = self.rng.pick(&["E", "'E'"]);
        let how = self.rng.pick(&["read", "read -r", "IFS=: read", "IFS= read -r"]);
        Node::line(format!("{how} {names} <<{end}\n{line}\nE"))
    }

    /// Text that was known all along, run through `eval`.
    fn eval(&mut self, place: Place) -> Node {
        let mut text = String::new();
        render(&self.body(Place { room: place.room.min(1), ..place }), &mut text);
        match self.rng.below(4) {
            0 => Node::line(format!("name={}; eval {}=\\$$name", self.text_name(), self.text_name())),
            1 => Node::line(format!("eval \"{0}=\\$i {1}=x\"", self.text_name(), self.text_name())),
            _ => Node::line(format!("eval {}", quoted(text.trim_end()))),
        }
    }

    /// A file written, then read or sourced.
    fn file(&mut self, place: Place) -> Node {
        if place.beside {
            return Node::line(self.print());
        }
        let mut text = String::new();
        render(&self.body(Place { room: 1, in_loop: false, in_function: false, ..place }), &mut text);
        Node::line(match self.rng.below(5) {
            0 => format!("{} > f1", self.print()),
            1 => format!("read {} < f1", self.text_name()),
            2 => format!("{} > none/f1", self.print()),
            3 => "[ -r f1 ] && { read c; read d; } < f1".into(),
            _ => format!("printf '%s\\n' {} > lib; . ./lib", quoted(text.trim_end())),
        })
    }

    fn compound(&mut self, place: Place) -> Node {
        let apart = Place { in_loop: false, ..place };
        let looped = Place { in_loop: true, ..place };
        let beside = Place { beside: true, ..apart };
        match self.rng.below(22) {
            0..=2 => Node::block(format!("if {}; then", self.condition(2)), self.body(place), "fi"),
            3 | 4 => Node::pair(
                format!("if {}; then", self.condition(2)),
                self.body(place),
                "else",
                self.body(place),
                "fi",
            ),
            5..=7 => {
                let open = format!("case {} in {})", self.word(), self.pattern());
                let (one, second, two) =
                    (self.body(place), format!(";; {})", self.pattern()), self.body(place));
                Node::pair(open, one, &second, two, ";; esac")
            }
            8 | 9 => Node::block(
                format!("for {} in{}; do", self.text_name(), self.words(3)),
                self.body(looped),
                "done",
            ),
            10 => Node::block(format!("for {}; do", self.text_name()), self.body(looped), "done"),
            11 | 12 => self.counted(looped),
            13 => Node::block(
                "(",
                self.body(apart),
                self.rng.pick(&[")", ") || echo \"sub $?\"", ") > /dev/null"]),
            ),
            14 => Node::block(
                "{",
                self.body(place),
                self.rng.pick(&["}", "} 2> /dev/null", "} || echo caught"]),
            ),
            15 | 16 => Node::block(format!("{}=$(", self.text_name()), self.body(apart), ")"),
            17 => Node::block(
                format!("{} {} {{", self.condition(1), self.rng.pick(&["&&", "||"])),
                self.body(place),
                "}",
            ),
            18 => Node::block("! {", self.body(place), "}"),
            19 | 20 if self.files => Node::block("{", self.body(place), "}"),
            19 => Node::pair("{", self.body(beside), "} | {", self.body(beside), "}"),
            20 => Node::pair(
                "{",
                self.body(beside),
                "} | while read -r a b; do",
                self.body(Place { in_loop: true, ..beside }),
                "done",
            ),
            _ => Node::block("{", self.body(apart), "} & wait $!"),
        }
    }

    /// A loop with a counter of its own, counted up before anything can `continue`.
    fn counted(&mut self, place: Place) -> Node {
        self.counters += 1;
        let (name, end) = (format!("n{}", self.counters), self.rng.pick(&["0", "1", "2", "3"]));
        let mut body = self.body(place);
        body.insert(0, Node::line(format!("{name}=$(({name} + 1))")));
        let keyword = if self.rng.once_in(3) {
            format!("until [ ${name} -ge {end} ]")
        } else {
            format!("while [ ${name} -lt {end} ]")
        };
        Node::block(format!("{name}=0; {keyword}; do"), body, "done")
    }
}

/// A text in single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
