# Households.

household-word = Household
household-new-title = Register a household
household-new-finish = Register the household
household-part-who = Name and address
household-part-life = How they live
household-name-hint = By whom it is known, usually the head: Atajanow Serdar
household-housing-hint = Rooms, heating, water, road
household-income-hint = Pension, allowance, wages, help of relatives
household-members-title = Members
household-members =
    { $n ->
        [one] 1 member
       *[other] { $n } members
    }
household-no-members = Nobody lives here yet. Add the first member at the side.
household-add-member = Add a member
household-add-member-hint = Type a name; the person must be registered.
household-join-finish = Add to the household
household-leave-out = Leave out
household-leave-out-name = Leave out { $name }
household-leaves = Leaves
household-leaves-name = Leaves the household: { $name }
household-leaves-finish = Note the day
household-left = left
household-change-title = Change the household
household-change-finish = Keep the changes
