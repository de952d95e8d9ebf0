using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.RollUps;

public static class GetRollUps
{
    /// <summary>A figure with its coverage.</summary>
    /// <param name="Value">The figure; null where nothing was reported or the element does not roll up.</param>
    /// <param name="Reported">Units that reported, with nil returns.</param>
    /// <param name="Nil">Nil returns among them.</param>
    /// <param name="Expected">Units that were asked; where nobody was asked, those that reported.</param>
    /// <param name="Missing">Units that were asked and have no value; never counted as 0.</param>
    public sealed record Line(string Unit, JsonElement? Value, long Reported, long Nil, long Expected, long Missing);

    /// <summary>The roll-up of an element for a period: the place itself first, then with <c>level</c> every unit of that level below it.</summary>
    public static async Task<Page<Line>> HandleAsync(
        string element, string period, string under, DivisionLevel? level, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue,
        NpgsqlDataSource database, CancellationToken cancel)
    {
        var place = Place.Read(under) ?? throw CommonProblems.ParameterInvalid.At("?under", under).AsException();
        if (!Period.TryParse(period, out _)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        if (level is { } l && !Enum.IsDefined(l)) throw CommonProblems.ParameterInvalid.At("?level", level.ToString()).AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var known = (await catalogue.ReadAsync(connection, cancel)).ByCode.GetValueOrDefault(element) ?? throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
        if (!await MaySeeAsync(known, place, caller, connection, cancel)) throw ReportsProblems.MayNotSee.Refuse().AsException();
        var after = page.Keys(1)?[0];
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT x.unit, f.number, f.text, f.flag, f.reported, f.nil, c.asked, c.missing
            FROM (
                SELECT unit, low, high, @Id AS element, @period AS period, @Aggregation AS aggregation FROM (
                    (SELECT @Code AS unit, @Low AS low, @High AS high, 0 AS n WHERE @after::text IS NULL)
                    UNION ALL
                    (SELECT code, code, code || ':', 1 FROM division
                     WHERE level = @level AND code >= @Low AND code < @High AND code > coalesce(@after, '') AND code <> @Code
                     ORDER BY code LIMIT @limit)) u
                ORDER BY n, unit LIMIT @limit) x
            CROSS JOIN {RollUpSql.Figures} f CROSS JOIN {RollUpSql.Coverage} c
            ORDER BY x.unit <> @Code, x.unit
            """,
            new
            {
                known.Id, period, known.Aggregation, place.Code, place.Low, place.High, level = level is { } of ? (short)of : (short)0, after, limit = page.Size + 1,
            }, commandTimeout: 120, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.Line).ToList(), r => [r.Unit == place.Code ? "" : r.Unit]);
    }

    /// <summary>Its source, a department whose form has it, the places concerned; everyone where it is shared without conditions.</summary>
    private static async Task<bool> MaySeeAsync(Element element, Place place, Caller caller, NpgsqlConnection connection, CancellationToken cancel) =>
        element.SharingClass == "UNCONDITIONAL" || caller.Covers(element.Source) || caller.Covers(place.Code)
        || await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM form f JOIN form_field ff ON ff.form = f.code AND ff.version = f.version WHERE f.department = @Unit AND ff.element = @Id)",
            new { caller.Unit, element.Id }, cancellationToken: cancel));

    private sealed record Row
    {
        public string Unit { get; init; } = "";
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
        public long Reported { get; init; }
        public long Nil { get; init; }
        public long Asked { get; init; }
        public long Missing { get; init; }

        public Line Line
        {
            get
            {
                var body = Number is { } number ? ValueBody.Of(number) : new ValueBody(null, Text, Flag);
                return new Line(Unit, body == ValueBody.Nil ? null : body.Json, Reported, Nil, Asked > 0 ? Asked : Reported, Missing);
            }
        }
    }
}
