using Datarun.ServiceDefaults.Codes;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.Units;

/// <summary>A place with everything below it, its bodies included; or one body.</summary>
internal static class UnitsUnder
{
    /// <summary>The condition on a column of units; its values are <c>@under</c> and <c>@underEnd</c>.</summary>
    public static string Sql(OrgUnitCode under, string column) => under.Division is null
        ? $"{column} COLLATE \"C\" = @under"
        : $"""
          ({column} COLLATE "C" >= @under AND {column} COLLATE "C" < @underEnd AND {column} !~ '[^0-9]'
           OR {column} COLLATE "C" IN (SELECT code FROM org_unit WHERE division >= @under AND division < @underEnd))
          """;

    /// <summary>The rows of those units.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="select">Reads them; the condition follows.</param>
    /// <param name="end">What closes it.</param>
    public static IQueryable<T> Of<T>(DbSet<T> rows, OrgUnitCode? under, string select, string end = "") where T : class
    {
        if (under is not { } place) return rows.AsNoTracking();
        var sql = $"{select} WHERE {Sql(place, "unit")}{end}";
        return rows.FromSqlRaw(sql, new NpgsqlParameter("under", place.ToString()), new NpgsqlParameter("underEnd", place.Division?.RangeEnd ?? "")).AsNoTracking();
    }
}
