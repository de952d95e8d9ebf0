using System.Globalization;
using Dapper;
using Datarun.Reports.Amendments;
using Datarun.Reports.Elements;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Lineage;

public static class GetLineage
{
    /// <summary>
    /// Where a value came from (the filing, system, formula or correction that gave it) and where it went: what is computed from it, the figures above that it counts in,
    /// the filings that took it, and those that have to be amended. For those who may read the value; who reads it only because it is shared sees filings for its own forms.
    /// </summary>
    /// <param name="version">Which version; the newest where none is named.</param>
    public static async Task<ValueLineage> HandleAsync(
        string element, string unit, string period, int? version, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue,
        NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        if (version < 0) throw CommonProblems.ParameterInvalid.At("?version", "≥ 0").AsException();
        var (after, last) = (Guid.Empty, 0);
        if (page.Keys(2) is [var filing, var number] && !(Guid.TryParse(filing, out after) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out last)))
            throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var (known, _, about) = await AskedValue.ReadAsync(element, unit, period, caller, catalogue, clock.Today(), connection, cancel);
        var row = await FindAsync(known, unit, period, version, connection, cancel)
            ?? throw LineageProblems.ValueUnknown.At("?version", version?.ToString(CultureInfo.InvariantCulture)).With("explain", ReadRollUpsAbove.Explain(known, unit, period)).AsException();

        var (newest, isConcerned) = (row.ReplacedAt is null, (caller.Is(Role.REPORTER) && caller.Covers(unit)) || caller.Covers(known.Source));
        var above = known.RollsUp && DivisionCode.TryParse(unit, out var division) ? division.Ancestors.Select(a => a.ToString()).ToArray() : [];
        await using var answer = await connection.QueryMultipleAsync(new CommandDefinition(LineageSql.Around, new
        {
            known.Id, known.Code, unit, period, above, isNewest = newest, number = row.Version, row.SourceKind, row.SourceId, RecordedAt = row.RecordedAt.UtcDateTime,
            ReplacedAt = row.ReplacedAt?.UtcDateTime, own = isConcerned ? null : caller.Unit,
            // A reporter sees the filings of its own place, the source those of all.
            seen = isConcerned && !caller.Covers(known.Source) ? caller.Unit : "", after, last, limit = page.Size,
        }, cancellationToken: cancel));
        var (given, formula) = (await answer.ReadSingleOrDefaultAsync<FilingOriginRow>(), await answer.ReadSingleOrDefaultAsync<FormulaOriginRow>());
        var corrected = await answer.ReadSingleOrDefaultAsync<CorrectionOriginRow>();
        var derived = (await answer.ReadAsync<DerivedRow>()).Select(d => d.View(unit, period)).ToList();
        var own = (await answer.ReadAsync<string>()).ToHashSet(StringComparer.Ordinal);
        var uses = page.Of((await answer.ReadAsync<UseRow>()).Select(u => u.View).ToList(), u => [u.Filing.ToString(), u.FilingVersion.ToString(CultureInfo.InvariantCulture)]);
        var amendments = (await answer.ReadAsync<AmendmentRow>()).Select(a => a.View(known, caller)).ToList();
        var origin = new Origin(row.SourceKind, row.SourceId, row.SourceBy, row.RecordedAt, given?.View, formula?.View(known.Code, unit), corrected?.View);
        return new ValueLineage(
            known.Code, unit, period, row.Version, row.Shown(known), row.RecordedAt, row.ReplacedAt, row.Before, origin, derived,
            newest ? await ReadRollUpsAbove.OfAsync(known, unit, about, above, own, clock.Today(), caller, connection, cancel) : [], uses.Items, uses.Next, amendments);
    }

    private static async Task<VersionRow?> FindAsync(Element element, string unit, string period, int? version, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<VersionRow>(new CommandDefinition(
            LineageSql.Version, new { unit, element.Id, period, version }, cancellationToken: cancel));
        if (row is not null || version > 0) return row;
        var nils = await ReadDeclaredNils.OfAsync([unit], connection, cancel);
        return nils.TryGetValue((unit, element.Id, period), out var nil) ? new VersionRow { SourceKind = nil.Kind, SourceId = nil.Id, SourceBy = nil.By, RecordedAt = nil.At } : null;
    }
}
