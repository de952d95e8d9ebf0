using System.Text.Json;
using Datarun.Reports.Values;

namespace Datarun.Reports.LedgerEntries;

/// <summary>A line of a file: what it says, or why it cannot be read.</summary>
internal readonly record struct ImportLine(int Number, string? Unit, DateOnly? ValidFrom, IReadOnlyDictionary<string, JsonElement> Values, GivenFault? Fault = null);
