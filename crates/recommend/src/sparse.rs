//! Rows of (column, value), one after another.

use crate::active::Active;
use crate::interactions::Interactions;

/// A sparse matrix by rows.
#[derive(Clone, Debug)]
pub(crate) struct Sparse {
    starts: Vec<usize>,
    cells: Vec<(u32, f32)>,
}

impl Sparse {
    /// Puts rows one after another.
    pub(crate) fn of_rows(rows: impl IntoIterator<Item = Vec<(u32, f32)>>) -> Self {
        let mut matrix = Self { starts: vec![0], cells: Vec::new() };
        for row in rows {
            matrix.cells.extend(row);
            matrix.starts.push(matrix.cells.len());
        }
        matrix
    }

    /// A row for each person, a column for each active video, the cells in the order of time.
    pub(crate) fn of_histories(interactions: &Interactions, active: &Active) -> Self {
        let mut matrix = Self { starts: vec![0], cells: Vec::with_capacity(interactions.len()) };
        for user in 0..interactions.users() {
            let known = interactions.history(user).iter().filter_map(|watched| {
                let place = active.place(watched.video)?;
                Some((u32::try_from(place).ok()?, watched.weight))
            });
            matrix.cells.extend(known);
            matrix.starts.push(matrix.cells.len());
        }
        matrix
    }

    pub(crate) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn row(&self, row: usize) -> &[(u32, f32)] {
        &self.cells[self.starts[row]..self.starts[row + 1]]
    }

    /// Rows become columns.
    pub(crate) fn transposed(&self, columns: usize) -> Self {
        let mut starts = vec![0; columns + 1];
        for (column, _) in &self.cells {
            starts[*column as usize + 1] += 1;
        }
        for column in 0..columns {
            starts[column + 1] += starts[column];
        }
        let mut free = starts.clone();
        let mut cells = vec![(0, 0.0); self.cells.len()];
        for (row, number) in (0..self.rows()).zip(0_u32..) {
            for (column, value) in self.row(row) {
                let place = &mut free[*column as usize];
                cells[*place] = (number, *value);
                *place += 1;
            }
        }
        Self { starts, cells }
    }
}

/// Keeps the largest cells of a dense row that are above 0, at most `max`, in the order of their columns.
pub(crate) fn largest(row: &[f32], max: usize) -> Vec<(u32, f32)> {
    let mut cells: Vec<(u32, f32)> = (0_u32..).zip(row.iter().copied()).filter(|(_, value)| *value > 0.0).collect();
    if cells.len() > max {
        cells.select_nth_unstable_by(max, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        cells.truncate(max);
        cells.sort_unstable_by_key(|(column, _)| *column);
    }
    cells
}
