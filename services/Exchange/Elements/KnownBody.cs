using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Elements;

/// <summary>Whether a body that is to be a source is registered in Rosters.</summary>
public static class KnownBody
{
    /// <summary>Throws UNKNOWN_ORG_UNIT, after it has waited for what Rosters had said by now. A place needs no registration.</summary>
    public static async Task MustBeAsync(string code, string pointer, ExchangeDb db, CatchUp catchUp, CancellationToken cancel)
    {
        if (DivisionCode.TryParse(code, out _) || await db.OrgUnits.AnyAsync(u => u.Code == code, cancel)) return;
        await catchUp.WithAsync(cancel, "rosters");
        if (!await db.OrgUnits.AnyAsync(u => u.Code == code, cancel)) throw ExchangeProblems.UnknownOrgUnit.At(pointer, code).AsException();
    }
}
