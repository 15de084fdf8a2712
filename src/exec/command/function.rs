//! Calls of functions.

use std::sync::Arc;

use super::super::flow::{Ending, Flow};
use super::super::machine::{Call, DEPTH, Machine};
use super::super::state::{Function, Unread};
use super::super::status::Status;
use super::super::text::Field;
use super::DEEP;
use super::redirect::Runs;
use super::simple::Invocation;
use crate::logic::{Choice, FactKind, Guard};
use crate::outcome::{Called, Dropped, EventKind, FrameKind};
use crate::span::{Location, Span};
use crate::syntax::ast;
use crate::syntax::visit::{Node, Walk, entering, walk};

/// How often one function may be on the stack of calls before a further call of it that
/// depends on what is not known is taken for any: such a recursion has no end.
const RECURSION: usize = 1;

/// The same for calls with words that are known and other than those of all calls around: a function that
/// runs the one it is told to (init-d-script's `call`, 3 deep) is no recursion without end.
const DISTINCT: usize = 6;

impl<'w> Machine<'w> {
    /// Calls a function with arguments.
    pub fn call(&mut self, function: &Function<'w>, here: Invocation<'_>, guard: Guard) -> Flow {
        let (definition, file, aliases) = match function {
            Function::Modelled(model) => return self.modelled(model, here, guard),
            Function::Defined { definition, file, aliases } => (Arc::clone(definition), *file, *aliases),
        };
        let same = || self.calls.iter().filter(|call| call.function == *function);
        let running = same().count();
        // While nothing open decides whether it calls itself again, it ends where it ends.
        let is_open = same().next_back().is_some_and(|call| call.guard != guard);
        if self.is_deep() || running > DEPTH / 2 {
            return self.too_deep(DEEP, guard, here.span);
        }
        let known = !here.arguments().iter().any(field_is_open);
        let other = known && running < DISTINCT && same().all(|call| call.arguments != here.arguments());
        let open = !known || is_open && !other;
        if running >= RECURSION && (self.is_weary() || open) {
            return self.any_call(&definition, here.span, guard);
        }
        let defined = Location { file, span: definition.name_span };
        let called = Called {
            name: definition.name.clone(),
            defined,
            failed: Guard::FALSE,
            dropped: Dropped::default(),
        };
        let event = self.event(here.span, guard, EventKind::Called(called));
        let arguments = Choice::under(guard, here.arguments().to_vec());
        let before = std::mem::replace(&mut self.shell.parameters, arguments);
        let loops = std::mem::take(&mut self.loops);
        let entered = std::mem::take(&mut self.loops_entered);
        let arguments = here.arguments().to_vec();
        let locals = Vec::new();
        self.calls.push(Call { function: function.clone(), arguments, locals, loops, guard, options: None });
        self.depth += 1;
        let (outer, read) = (self.file, self.aliases_read);
        let mut flow = self.along(FrameKind::Call, here.span, definition.name.clone(), |machine| {
            machine.file = file;
            machine.aliases_read = aliases;
            machine.body(&definition.body, guard)
        });
        self.file = outer;
        self.aliases_read = read;
        self.loops_entered = entered;
        self.depth -= 1;
        let mut statuses = flow.take(Ending::Normal);
        let returned = flow.take(Ending::Return);
        statuses.join(&mut self.guards, returned);
        let back = statuses.cover(&mut self.guards);
        if let Some(call) = self.calls.pop() {
            self.loops = call.loops;
            let leaves = self.leaves_without_end(&flow);
            let back = self.or(back, leaves);
            let ended = flow.cover(&mut self.guards, Ending::Exit);
            let unwound = self.and(ended, self.unwound);
            let back = self.or(back, unwound);
            self.restore_locals(call.locals, back);
            if let Some((options, guard)) = call.options {
                let back = self.and(guard, back);
                self.restore_options(options, back);
            }
            // To bash's trap on EXIT the parameters are still the function's, to dash's the script's.
            let (_, bash) = self.by_shell(ended);
            let own = self.minus(bash, unwound);
            let after = std::mem::replace(&mut self.shell.parameters, before);
            let after = after.within(&mut self.guards, own);
            self.shell.parameters.replace(&mut self.guards, own, after);
        }
        self.called(event, flow, statuses, back)
    }

    /// `break` and `continue` reach out of a function, and so do errors that do not end the shell.
    fn leaves_without_end(&mut self, flow: &Flow) -> Guard {
        let mut sum = Guard::FALSE;
        for ending in flow.endings() {
            if ending < Ending::Exit {
                let cover = flow.cover(&mut self.guards, ending);
                sum = self.or(sum, cover);
            }
        }
        sum
    }

    fn body(&mut self, body: &ast::Compound, guard: Guard) -> Flow {
        let apart = matches!(body.kind, ast::CompoundKind::Subshell(_));
        let runs = if apart { Runs::Apart } else { Runs::Here };
        self.redirected(&body.redirections, guard, body.span, runs, |machine, here| {
            machine.compound(&body.kind, body.span, here)
        })
    }

    fn called(
        &mut self,
        event: Option<crate::outcome::EventId>,
        mut flow: Flow,
        statuses: Choice<super::super::status::Status>,
        back: Guard,
    ) -> Flow {
        let statuses = self.tidy(statuses);
        let (_, failed) = self.split(&statuses);
        if let Some(id) = event
            && let Some(EventKind::Called(called)) =
                self.events.get_mut(id.0 as usize).map(|event| &mut event.kind)
        {
            called.failed = failed;
        }
        // What the function's last command answered is now the call's own answer.
        self.look_at_status(back);
        let unread = event.map(|event| Unread { event, failing: failed }).into_iter().collect();
        self.set_status(back, statuses.clone(), unread);
        flow.add(&mut self.guards, Ending::Normal, statuses);
        flow
    }

    /// A call that is not followed further: any status; what it may assign is unknown. It may also never
    /// come back, or end the script where there is an `exit` in it.
    fn any_call(&mut self, function: &Arc<ast::Function>, span: Span, guard: Guard) -> Flow {
        let name = &function.name;
        let locals = self.calls.iter().flat_map(|call| call.locals.iter());
        let local: Vec<String> = locals.map(|local| local.name.to_string()).collect();
        let reach = self.reach_of(function);
        for assigned in reach.assigned {
            if !local.contains(&assigned) {
                let now = self.variable(&assigned, guard);
                let wide = self.widen_value(&now, &assigned, true);
                self.put(&assigned, guard, &wide);
            }
        }
        self.epoch += 1;
        let subject = format!("a further call of {name}");
        let endless = self.unknown(FactKind::Other, format!("{subject} comes to no end"), 0);
        let hangs = self.and(guard, endless);
        let mut back = self.minus(guard, endless);
        let mut flow = Flow::one(hangs, Ending::Hang, Status::SUCCESS);
        if reach.exits {
            let ends = self.unknown(FactKind::Other, format!("{subject} ends the script"), 0);
            let ended = self.and(back, ends);
            back = self.minus(back, ends);
            let fine = self.usually(&format!("{subject} ends the script well"));
            let statuses = self.zero_or_failing(ended, fine, &subject);
            self.record_exit(&statuses, span);
            flow.add(&mut self.guards, Ending::Exit, statuses);
        }
        let fine = self.usually(&format!("{subject} succeeds"));
        let statuses = self.zero_or_failing(back, fine, &subject);
        let next = self.finish(back, statuses);
        flow.join(&mut self.guards, next);
        flow
    }

    /// What a function and those it calls may do: the variables they assign, in order.
    fn reach_of(&self, function: &Arc<ast::Function>) -> Reach {
        let mut exits = false;
        let mut names = Vec::new();
        let mut known = vec![function.name.clone()];
        let mut open = vec![Arc::clone(function)];
        while let Some(function) = open.pop() {
            let mut words = Vec::new();
            walk(
                Node::Function(&function),
                &mut entering(|node| {
                    match node {
                        Node::Assignment(assignment) => names.push(assignment.name.clone()),
                        Node::Compound(compound) => {
                            if let ast::CompoundKind::For { name, .. }
                            | ast::CompoundKind::Select { name, .. } = &compound.kind
                            {
                                names.push(name.clone());
                            }
                        }
                        Node::Expr(crate::syntax::arith::Expr::Variable(name, _)) => names.push(name.clone()),
                        Node::Word(word) => words.extend(beginning(word)),
                        _ => {}
                    }
                    Walk::Into
                }),
            );
            for word in words {
                let Ok(word) = String::from_utf8(word) else { continue };
                exits |= word == "exit";
                // A word may name a function, or what `read`, `let` and their kin assign.
                let end = word
                    .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .unwrap_or(word.len());
                if self.shell.variables.contains_key(word.get(..end).unwrap_or_default()) {
                    names.push(word.get(..end).unwrap_or_default().to_owned());
                }
                let functions = self.shell.functions.get(word.as_str());
                for (_, found) in functions.iter().flat_map(|functions| functions.iter()) {
                    if let Some(Function::Defined { definition, .. }) = found
                        && !known.contains(&definition.name)
                    {
                        known.push(definition.name.clone());
                        open.push(Arc::clone(definition));
                    }
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        Reach { assigned: names, exits }
    }
}

/// What a function may do, by its text.
struct Reach {
    assigned: Vec<String>,
    /// There is an `exit` in it.
    exits: bool,
}

/// What a word literally begins with.
fn beginning(word: &crate::syntax::word::Word) -> Option<Vec<u8>> {
    match word.parts.first()? {
        crate::syntax::word::Part::Literal { text, .. } => Some(text.clone()),
        _ => word.literal(),
    }
}

fn field_is_open(field: &Field) -> bool {
    field.known().is_none()
}
