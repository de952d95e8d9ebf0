using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Values;

namespace Datarun.Reports.Derivations;

/// <summary>COMPUTED: from ledgers, now known. EMPTY: there is no data, which is not 0. HELD: another source gave the value and it stays. NO_FORMULA: to be typed or known otherwise.</summary>
public enum DerivedState { COMPUTED, EMPTY, HELD, NO_FORMULA }

/// <summary>Why a cell is empty. NOT_KEPT: nobody here keeps the ledger. NO_DATA: no rows to average, blank fields, or a division by zero. OUT_OF_BOUNDS: the result is outside what the element allows.</summary>
public enum EmptyReason { NOT_KEPT, NO_DATA, OUT_OF_BOUNDS }

/// <summary>A cell as a formula has it.</summary>
/// <param name="Rows">Rows of ledgers that contribute.</param>
internal sealed record DerivedCell(Element Element, string Unit, ValueBody? Body, EmptyReason? Reason, long Rows);

/// <summary>A cell after the form was generated.</summary>
/// <param name="Value">The figure; null where it is empty.</param>
/// <param name="Rows">Ledger rows behind it; <c>tasks/{id}/cells/{element}/rows</c> opens them.</param>
public sealed record DerivedCellView(string Element, string Name, DerivedState State, JsonElement? Value, EmptyReason? Reason, long Rows);
