using Datarun.Accountability.DutyLists;

namespace Datarun.Accountability.Cases;

/// <summary>Why there is no duty.</summary>
public enum NoDuty { NO_LIST, NO_ITEM, TAKEN_BACK, NOT_THE_NAMED_PART }

/// <summary>
/// Nobody is held to account but for an item of the unit's duty list in force on the day of the act: a BASIC one, or the named part
/// of a COOPERATE one. That it happened on the unit's ground (属地管理) is no duty. 《关于全面建立乡镇(街道)履行职责事项清单的意见》
/// </summary>
public static class DutyInForce
{
    /// <summary>The rule's source, as it is cited.</summary>
    public const string Source = "《关于全面建立乡镇(街道)履行职责事项清单的意见》";

    /// <summary>Why the item is no basis; null with the item when it is one.</summary>
    /// <param name="list">The list in force on the day of the act.</param>
    /// <param name="code">The item cited.</param>
    /// <param name="part">The part cited; for a COOPERATE item it must be the list's.</param>
    /// <param name="matter">What the case is about; where no part is cited, it must name the list's.</param>
    public static (NoDuty? Reason, DutyItem? Item) Of(DutyList? list, string code, string? part, string? matter = null)
    {
        if (list is null) return (NoDuty.NO_LIST, null);
        var item = list.Items.FirstOrDefault(i => i.Code == code);
        return item switch
        {
            null => (NoDuty.NO_ITEM, null),
            { Kind: DutyKind.TAKEN_BACK } => (NoDuty.TAKEN_BACK, item),
            { Kind: DutyKind.COOPERATE } when !IsNamed(item.Part, part, matter) => (NoDuty.NOT_THE_NAMED_PART, item),
            _ => (null, item),
        };
    }

    private static bool IsNamed(string? named, string? part, string? matter) =>
        named is not null && (part is null ? matter?.Contains(named, StringComparison.Ordinal) == true : part == named);
}
