using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Values;

/// <summary>A single value that is asked about, by a caller who may see it.</summary>
public sealed record AskedValue(Element Element, string Unit, Period Period)
{
    /// <summary>Throws PARAMETER_INVALID or ELEMENT_UNKNOWN with the parameter named, and MAY_NOT_SEE.</summary>
    public static async Task<AskedValue> ReadAsync(
        string element, string unit, string period, Caller caller, Catalogue catalogue, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!Period.TryParse(period, out var about)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        var known = (await catalogue.ReadAsync(connection, cancel)).ByCode.GetValueOrDefault(element) ?? throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
        await SeesValues.MustAsync(known, unit, caller, today, connection, cancel);
        return new AskedValue(known, unit, about);
    }
}
