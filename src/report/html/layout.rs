//! Boxes in columns: each to the right of what leads to it.

use std::fmt::Write as _;

/// The width of a box.
pub const WIDTH: i32 = 180;
/// The height of a box.
pub const HEIGHT: i32 = 26;
/// Between columns: room for arrows.
const GAP: i32 = 56;
/// Between boxes of a column.
const SPACE: i32 = 10;

/// Where the boxes of a graph stand.
#[derive(Debug)]
pub struct Drawing {
    /// By box: its column and its row.
    cells: Vec<(usize, usize)>,
}

/// Places so many boxes, which are joined by arrows: in a column beyond all that lead there (as far as the
/// arrows have no circle), in rows near to what leads there.
pub fn layout(boxes: usize, arrows: &[(usize, usize)]) -> Drawing {
    let columns = columns(boxes, arrows);
    let mut cells = vec![(0, 0); boxes];
    let last = columns.iter().copied().max().unwrap_or(0);
    for column in 0..=last {
        let mut members: Vec<usize> = (0..boxes).filter(|one| columns.get(*one) == Some(&column)).collect();
        // The middle of what leads there, in a hundredth of rows: whole numbers sort the same everywhere.
        let middle = |one: usize| {
            let rows: Vec<usize> = arrows
                .iter()
                .filter(|(from, to)| *to == one && columns.get(*from).is_some_and(|from| *from < column))
                .filter_map(|(from, _)| cells.get(*from).map(|(_, row)| row * 100))
                .collect();
            if rows.is_empty() { usize::MAX } else { rows.iter().sum::<usize>() / rows.len() }
        };
        let mut order: Vec<(usize, usize)> = members.iter().map(|one| (middle(*one), *one)).collect();
        order.sort_unstable();
        members = order.into_iter().map(|(_, one)| one).collect();
        for (row, one) in members.into_iter().enumerate() {
            if let Some(cell) = cells.get_mut(one) {
                *cell = (column, row);
            }
        }
    }
    Drawing { cells }
}

/// The longest way to each box. In a circle somebody has to be left of somebody: boxes keep the
/// column they have after as many rounds as there are boxes in a row.
fn columns(boxes: usize, arrows: &[(usize, usize)]) -> Vec<usize> {
    // Arrows that close a circle do not move boxes.
    let mut forward: Vec<(usize, usize)> = Vec::new();
    for arrow in arrows {
        if !leads(&forward, arrow.1, arrow.0) {
            forward.push(*arrow);
        }
    }
    let mut columns = vec![0; boxes];
    for _ in 0..boxes {
        let mut changed = false;
        for (from, to) in &forward {
            let least = columns.get(*from).map_or(0, |column| column + 1);
            if let Some(column) = columns.get_mut(*to).filter(|column| **column < least) {
                *column = least;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    columns
}

/// Whether arrows lead from one box to another.
fn leads(arrows: &[(usize, usize)], from: usize, to: usize) -> bool {
    let mut seen = vec![from];
    let mut at = 0;
    while let Some(here) = seen.get(at).copied() {
        if here == to {
            return true;
        }
        for (_, next) in arrows.iter().filter(|(start, _)| *start == here) {
            if !seen.contains(next) {
                seen.push(*next);
            }
        }
        at += 1;
    }
    false
}

impl Drawing {
    /// Width and height.
    pub fn size(&self) -> (i32, i32) {
        let right = self.corner(self.cells.iter().map(|(column, _)| *column).max(), 0).0 + WIDTH + SPACE;
        let below = self.corner(None, self.cells.iter().map(|(_, row)| *row).max().unwrap_or(0)).1;
        (right, below + HEIGHT + SPACE)
    }

    /// The upper left corner of a box.
    pub fn place(&self, one: usize) -> (i32, i32) {
        let (column, row) = self.cells.get(one).copied().unwrap_or_default();
        self.corner(Some(column), row)
    }

    fn corner(&self, column: Option<usize>, row: usize) -> (i32, i32) {
        let number = |count: usize| i32::try_from(count).unwrap_or(0);
        let column = number(column.unwrap_or(0));
        (SPACE + column * (WIDTH + GAP), SPACE + number(row) * (HEIGHT + SPACE))
    }

    /// The line of an arrow, as SVG draws it.
    pub fn arrow(&self, (from, to): (usize, usize)) -> String {
        let ((x1, y1), (x2, y2)) = (self.place(from), self.place(to));
        let (start, end, middle) = (x1 + WIDTH, x2, HEIGHT / 2);
        let mut path = String::new();
        let bend = if end > start { (end - start) / 2 } else { GAP / 2 };
        let _ = write!(
            path,
            "M{start} {} C{} {}, {} {}, {end} {}",
            y1 + middle,
            start + bend,
            y1 + middle,
            end - bend,
            y2 + middle,
            y2 + middle
        );
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_stands_to_the_right() {
        let drawing = layout(4, &[(0, 1), (1, 2), (0, 2), (2, 1), (0, 3)]);
        let x = |one| drawing.place(one).0;
        assert!(x(0) < x(1) && x(1) < x(2) && x(1) == x(3));
        assert_ne!(drawing.place(1), drawing.place(3));
        let (width, height) = drawing.size();
        assert!(
            (0..4).all(|one| drawing.place(one).0 + WIDTH < width && drawing.place(one).1 + HEIGHT < height)
        );
    }
}
