//! The inverse of a symmetric positive definite matrix, in blocks and in place.
//!
//! The sweep operator, one block of columns at a time. With `P` the inverse of the block on the diagonal and `W` the block's
//! columns, each other cell becomes `a − W P Wᵀ`, the columns become `W P`, and the block becomes `−P`. What was symmetric
//! stays so, so the lower triangle is enough: n³ operations. When every block was swept, the matrix is minus its inverse.

use rayon::prelude::*;

const BLOCK: usize = 64;
/// One step of the inner loop makes this many cells, which stay in registers meanwhile.
const TILE_ROWS: usize = 4;
const TILE_COLUMNS: usize = 16;
/// Rows that one thread takes at a time; a multiple of the tile's.
const BAND_ROWS: usize = 32;

type Tile = [[f32; TILE_COLUMNS]; TILE_ROWS];

/// Replaces the lower triangle of a row-major matrix of `n` rows by minus its inverse. What stands above the diagonal is
/// neither read nor kept.
pub(crate) fn negative_inverse(matrix: &mut [f32], n: usize) {
    for start in (0..n).step_by(BLOCK) {
        let block = Block { start, width: BLOCK.min(n - start), n };
        let old = block.columns(matrix);
        let inverse = block.inverse(matrix);
        let new = block.times(&old, &inverse);
        let arch = pulp::Arch::new();
        let (old_tiles, new_tiles) = (packed::<TILE_COLUMNS>(&old, block), packed::<TILE_ROWS>(&new, block));
        matrix.par_chunks_mut(BAND_ROWS * n).enumerate().for_each(|(band, rows)| {
            arch.dispatch(|| subtract(rows, band, block, &new_tiles, &old_tiles));
        });
        block.write(matrix, &new, &inverse);
    }
}

/// The columns that are swept now.
#[derive(Clone, Copy)]
struct Block {
    start: usize,
    width: usize,
    n: usize,
}

impl Block {
    fn holds(self, row: usize) -> bool {
        (self.start..self.start + self.width).contains(&row)
    }

    /// The block's columns, row by row; 0 in its own rows, which the subtraction then leaves alone.
    fn columns(self, matrix: &[f32]) -> Vec<f32> {
        let Self { start, width, n } = self;
        let mut columns = vec![0.0; n * width];
        columns.par_chunks_mut(width).enumerate().filter(|(row, _)| !self.holds(*row)).for_each(|(row, cells)| {
            if row > start {
                cells.copy_from_slice(&matrix[row * n + start..][..width]);
            } else {
                for (column, cell) in cells.iter_mut().enumerate() {
                    *cell = matrix[(start + column) * n + row];
                }
            }
        });
        columns
    }

    /// Gauss and Jordan on the block of the diagonal, in double precision. Positive definite needs no pivoting.
    fn inverse(self, matrix: &[f32]) -> Vec<f32> {
        let Self { start, width, n } = self;
        let cell = |row: usize, column: usize| {
            let (row, column) = (row.max(column), row.min(column));
            f64::from(matrix[(start + row) * n + start + column])
        };
        let mut a: Vec<f64> = (0..width * width).map(|at| cell(at / width, at % width)).collect();
        for k in 0..width {
            let pivot = 1.0 / a[k * width + k];
            let of_k: Vec<f64> = (0..width).map(|column| a[k * width + column] * pivot).collect();
            for row in (0..width).filter(|row| *row != k) {
                let factor = a[row * width + k];
                for column in (0..width).filter(|column| *column != k) {
                    a[row * width + column] -= factor * of_k[column];
                }
                a[row * width + k] = -factor * pivot;
            }
            a[k * width..][..width].copy_from_slice(&of_k);
            a[k * width + k] = pivot;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the matrix itself has single precision")]
        a.into_iter().map(|value| value as f32).collect()
    }

    fn times(self, columns: &[f32], inverse: &[f32]) -> Vec<f32> {
        let width = self.width;
        let mut product = vec![0.0; columns.len()];
        product.par_chunks_mut(width).zip(columns.par_chunks(width)).for_each(|(out, row)| {
            for (factor, of_row) in row.iter().zip(inverse.chunks_exact(width)) {
                for (out, value) in out.iter_mut().zip(of_row) {
                    *out += factor * value;
                }
            }
        });
        product
    }

    fn write(self, matrix: &mut [f32], new: &[f32], inverse: &[f32]) {
        let Self { start, width, n } = self;
        for (row, cells) in new.chunks_exact(width).enumerate() {
            if row >= start + width {
                matrix[row * n + start..][..width].copy_from_slice(cells);
            } else if row < start {
                for (column, cell) in cells.iter().enumerate() {
                    matrix[(start + column) * n + row] = *cell;
                }
            }
        }
        for (row, cells) in inverse.chunks_exact(width).enumerate() {
            for (out, value) in matrix[(start + row) * n + start..][..width].iter_mut().zip(cells) {
                *out = -value;
            }
        }
    }
}

/// Rows in groups of `GROUP`, each column by column, filled up with 0.
fn packed<const GROUP: usize>(rows: &[f32], block: Block) -> Vec<f32> {
    let width = block.width;
    let mut groups = vec![0.0; block.n.div_ceil(GROUP) * GROUP * width];
    for (row, cells) in rows.chunks_exact(width).enumerate() {
        let group = &mut groups[row / GROUP * GROUP * width..][..GROUP * width];
        for (column, cell) in cells.iter().enumerate() {
            group[column * GROUP + row % GROUP] = *cell;
        }
    }
    groups
}

/// Subtracts the product of the new and the old columns from a band of rows, up to the diagonal.
#[inline(always)]
#[expect(clippy::inline_always, reason = "what is dispatched by the processor's abilities must be compiled for them")]
fn subtract(rows: &mut [f32], band: usize, block: Block, new_tiles: &[f32], old_tiles: &[f32]) {
    let Block { width, n, .. } = block;
    let first = band * BAND_ROWS;
    let count = rows.len() / n;
    for (tile, old) in old_tiles.chunks_exact(TILE_COLUMNS * width).enumerate() {
        let column = tile * TILE_COLUMNS;
        if column >= first + count {
            break;
        }
        let columns = TILE_COLUMNS.min(n - column);
        for row in (0..count).step_by(TILE_ROWS) {
            if column >= first + row + TILE_ROWS {
                continue;
            }
            let new = &new_tiles[(first + row) * width..][..TILE_ROWS * width];
            let product = multiply(new, old);
            for (line, cells) in product.iter().enumerate().take(count - row) {
                let out = &mut rows[(row + line) * n + column..][..columns];
                for (out, cell) in out.iter_mut().zip(cells) {
                    *out -= cell;
                }
            }
        }
    }
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "what is dispatched by the processor's abilities must be compiled for them")]
fn multiply(new: &[f32], old: &[f32]) -> Tile {
    let mut tile = [[0.0; TILE_COLUMNS]; TILE_ROWS];
    for (new, old) in new.as_chunks::<TILE_ROWS>().0.iter().zip(old.as_chunks::<TILE_COLUMNS>().0) {
        for (cells, factor) in tile.iter_mut().zip(new) {
            for (cell, value) in cells.iter_mut().zip(old) {
                *cell += factor * value;
            }
        }
    }
    tile
}

#[cfg(test)]
mod tests {
    use super::negative_inverse;
    use crate::seeded::Seeded;

    #[track_caller]
    fn check(n: usize) {
        let mut seeded = Seeded::new(n as u64);
        let factors: Vec<f64> = (0..n * n).map(|_| seeded.share() - 0.5).collect();
        let product = |row: usize, column: usize| -> f64 {
            let dot: f64 = (0..n).map(|k| factors[row * n + k] * factors[column * n + k]).sum();
            dot + if row == column { 5.0 } else { 0.0 }
        };
        let original: Vec<f64> = (0..n * n).map(|at| product(at / n, at % n)).collect();
        #[expect(clippy::cast_possible_truncation, reason = "the matrix has single precision")]
        let mut matrix: Vec<f32> = original.iter().map(|value| *value as f32).collect();
        negative_inverse(&mut matrix, n);
        let inverse = |row: usize, column: usize| -f64::from(matrix[row.max(column) * n + row.min(column)]);
        for row in 0..n {
            for column in 0..n {
                let one: f64 = (0..n).map(|k| original[row * n + k] * inverse(k, column)).sum();
                let expected = if row == column { 1.0 } else { 0.0 };
                assert!((one - expected).abs() < 1e-3, "{n}: {row}, {column}: {one}");
            }
        }
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        for n in [1, 2, 15, 63, 64, 65, 130, 200] {
            check(n);
        }
    }

    #[test]
    fn nothing_has_an_inverse_of_nothing() {
        negative_inverse(&mut [], 0);
    }
}
